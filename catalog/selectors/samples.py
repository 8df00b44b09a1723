"""Products and categories that are none, for previews in a store that has none yet."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext

from catalog.models import Category, Product
from catalog.selectors.cards import ProductCard
from catalog.selectors.categories import CategoryTile
from stores.models import Store
from stores.money import Money

SLUG = "example"


def sample_product() -> Product:
    text = gettext("What it is, in a sentence.")
    return Product(name=gettext("A product"), slug=SLUG, short_description=text)


def sample_cards(store: Store, number: int) -> list[ProductCard]:
    """The same card, so many times; without a picture."""
    card = ProductCard(
        product=sample_product(),
        image=None,
        alt="",
        price_from=Money(Decimal(20), store.currency),
        has_range=False,
        compare_at=None,
        available=True,
        published_at=timezone.now(),
    )
    return [card] * number


def sample_tiles() -> list[CategoryTile]:
    category = Category(name=gettext("A category"), slug=SLUG)
    return [CategoryTile(category, None)] * 3
