"""What goes with a product: chosen by the store, bought together, or from the same category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Sum, Value

from catalog.models import BoughtTogether, Product, ProductCategory, RelatedProduct
from catalog.selectors.cards import ProductCard, cards_in_order

SHOWN = 4
TRIED = 12
"""Some may not be for sale at the moment."""
NEWEST = 48
"""Links to the product's categories; what shares several of them comes first."""
CHOSEN, TOGETHER, CATEGORY = "chosen_ids", "together_ids", "neighbour_ids"


def related_annotations() -> dict[str, ArraySubquery]:
    """For ``annotate()`` on products: ids of what could go with each, so that their cards are
    the only query."""
    chosen = RelatedProduct.objects.filter(product_id=OuterRef("pk"))
    together = BoughtTogether.objects.filter(product_id=OuterRef("pk"))
    shelves = ProductCategory.objects.filter(product_id=OuterRef(OuterRef("pk"))).values(
        "category_id"
    )
    # The newest, not all: a category may hold a hundred thousand.
    neighbours = (
        ProductCategory.objects.filter(category_id__in=shelves, product__live=True)
        .exclude(product_id=OuterRef("pk"))
        .order_by("-product_id")
        .values("product_id")
    )
    return {
        CHOSEN: ArraySubquery(chosen.order_by("sort_order", "pk").values("related_id")[:TRIED]),
        TOGETHER: ArraySubquery(
            together.order_by("-orders", "companion_id").values("companion_id")[:TRIED]
        ),
        CATEGORY: ArraySubquery(neighbours[:NEWEST]),
    }


def related_cards(product: Product) -> list[ProductCard]:
    """At most ``SHOWN``, from a product with ``related_annotations``; else (a preview) those the
    editor has chosen."""
    if hasattr(product, CHOSEN):
        shared = Counter(getattr(product, CATEGORY))
        neighbours = [pk for pk, _categories in shared.most_common()]
        ids = [*getattr(product, CHOSEN), *getattr(product, TOGETHER), *neighbours]
    else:
        ids = [row.related_id for row in product.related_products.all()]
    return first_cards(ids, without={product.pk})


def goes_with(product_ids: Iterable[int], *, limit: int = SHOWN) -> list[ProductCard]:
    """What goes with several products together, such as those in a cart: what was chosen for one
    of them, then what was bought with them. Two queries, one where there is nothing."""
    product_ids = list(product_ids)
    if not product_ids:
        return []
    chosen = RelatedProduct.objects.filter(product_id__in=product_ids)
    together = BoughtTogether.objects.filter(product_id__in=product_ids)
    rows = (
        chosen.order_by().values("related_id").annotate(kind=Value(0), orders=Count("pk"))
        .values_list("kind", "orders", "related_id")
        .union(
            together.order_by().values("companion_id").annotate(kind=Value(1), sold=Sum("orders"))
            .values_list("kind", "sold", "companion_id"),
            all=True,
        )
    )  # fmt: skip
    ranked = sorted(rows, key=lambda row: (row[0], -row[1], row[2]))
    return first_cards([row[2] for row in ranked], without=set(product_ids), limit=limit)


def first_cards(ids: list[int], *, without: set[int], limit: int = SHOWN) -> list[ProductCard]:
    """Each once; those that can be had before those that are sold out."""
    wanted = [pk for pk in dict.fromkeys(ids) if pk not in without][: TRIED * 2]
    cards = cards_in_order(wanted)
    return sorted(cards, key=lambda card: not card.available)[:limit]
