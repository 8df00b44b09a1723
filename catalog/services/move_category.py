from __future__ import annotations

from catalog.models import Category, ProductCategory
from catalog.services.index_product import index_product


def reindex_below(*, category: Category) -> int:
    """Bring the read model of all products in ``category`` and below to its place in the tree.
    In the caller's transaction; returns how many. Safe to repeat."""
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in Category.objects.values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(pk)
    below, todo = {category.pk}, [category.pk]
    while todo:
        for child in children.get(todo.pop(), []):
            if child not in below:
                below.add(child)
                todo.append(child)
    products = (
        ProductCategory.objects.filter(category__in=below, product__live=True)
        .order_by("product_id")
        .values_list("product_id", flat=True)
        .distinct()
    )
    for product_id in products:
        index_product(product_id=product_id)
    return len(products)
