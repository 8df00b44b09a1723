"""What the catalogue adds to a new store's checklist."""

from __future__ import annotations

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from stores.checklist import Item, register
from stores.models import Store


def has_product(store: Store) -> Exists:
    return Exists(Product.objects.filter(store=store, live=True))


def register_own_items() -> None:
    register(
        Item(
            key="product",
            title=_("Add your first product"),
            help=_("With a price and a picture; publish it, so that shoppers see it."),
            url_name="wagtailsnippets_catalog_product:add",
            permission="catalog.add_product",
            done=has_product,
            order=20,
        )
    )
