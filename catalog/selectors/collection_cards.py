"""Products of a collection, as a block shows them."""

from __future__ import annotations

from catalog.models import Collection
from catalog.selectors.cards import ProductCard, cards_in_order
from stores.models import Store


def collection_cards(store: Store, collection: Collection, *, limit: int) -> list[ProductCard]:
    """The first ``limit`` of it that are for sale."""
    chosen = collection.chosen.filter(product__live=True).values_list("product_id", flat=True)
    return cards_in_order(list(chosen[: limit * 2]))[:limit]
