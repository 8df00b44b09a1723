from __future__ import annotations

from catalog.models import Category, Product, ProductCategory
from catalog.models.category_tree import below
from catalog.services.reindex_products import reindex_products


def reindex_below(*, category: Category) -> int:
    """Bring the read model of all products in ``category`` and below to its place in the tree.
    In the caller's transaction; returns how many. Safe to repeat."""
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    shelves = ProductCategory.objects.filter(category__in=below(parents, category.pk))
    return reindex_products(Product.objects.filter(live=True, pk__in=shelves.values("product_id")))
