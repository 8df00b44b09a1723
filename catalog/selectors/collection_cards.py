"""Products of a collection, as a block shows them."""

from __future__ import annotations

from catalog.models import Collection
from catalog.selectors.cards import ProductCard, cards_in_order
from catalog.selectors.collections import collection_products
from stores.models import Store


def collection_cards(store: Store, collection: Collection, *, limit: int) -> list[ProductCard]:
    """The first ``limit`` of it that are for sale."""
    return cards_in_order(collection_products(store, collection, limit=limit))
