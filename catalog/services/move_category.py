from __future__ import annotations

from catalog.models import Category, ProductCategory
from catalog.models.category_tree import below
from catalog.services.index_product import index_product


def reindex_below(*, category: Category) -> int:
    """Bring the read model of all products in ``category`` and below to its place in the tree.
    In the caller's transaction; returns how many. Safe to repeat."""
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    products = (
        ProductCategory.objects.filter(category__in=below(parents, category.pk), product__live=True)
        .order_by("product_id")
        .values_list("product_id", flat=True)
        .distinct()
    )
    for product_id in products:
        index_product(product_id=product_id)
    return len(products)
