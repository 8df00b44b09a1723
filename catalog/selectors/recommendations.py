"""Products that choose themselves."""

from __future__ import annotations

from catalog.models import BoughtTogether, Category
from catalog.selectors.cards import ProductCard, cards_in_order, load_cards
from catalog.selectors.listing import find_products
from stores.models import Store


def bestsellers(store: Store, *, category: Category | None, limit: int) -> list[ProductCard]:
    """What was sold most often, the newest first among equals; what is sold out comes last."""
    matching = find_products(store, category_id=category.pk if category else None)
    rows = matching.order_by("-is_available", "-popularity", "-published_at", "-product_id")
    return cards_in_order(list(rows.values_list("product_id", flat=True)[:limit]))


def bought_with(product_id: int, *, limit: int) -> list[ProductCard]:
    """What stood most often in one order with this product."""
    companions = BoughtTogether.objects.filter(product_id=product_id).order_by("-orders", "pk")
    ranks = companions.values_list("companion_id", flat=True)[: limit * 2]
    cards = load_cards(ids) if (ids := list(ranks)) else {}
    return [cards[pk] for pk in ids if pk in cards][:limit]
