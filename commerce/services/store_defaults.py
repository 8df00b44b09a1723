from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.models import TaxClass
from commerce.models import OrderNumberCounter, PaymentMethod, ShippingMethod, TaxRate
from stores.models import Store

SHIPPING_CODE = "standard"


def add_store_defaults(store: Store) -> None:
    """A new store can sell at once: one way to ship, one to pay, tax at zero until it is set."""
    add_order_counter(store)
    with override(store.language):
        ShippingMethod.objects.create(
            store=store, code=SHIPPING_CODE, name=_("Standard delivery"), price=Decimal(0)
        )
        TaxRate.objects.create(
            store=store, name=_("Tax"), tax_class=TaxClass.STANDARD, rate=Decimal(0)
        )
    add_payment_default(store)


def add_order_counter(store: Store) -> None:
    """Orders are counted anew at a store that is a copy. Safe to repeat."""
    OrderNumberCounter.objects.get_or_create(store=store)


def add_payment_default(store: Store) -> None:
    with override(store.language):
        PaymentMethod.objects.create(
            store=store,
            provider="manual",
            name=_("Bank transfer"),
            instructions=default_instructions(store),
        )


def default_instructions(store: Store) -> str:
    """What stands with the first way to pay until the owner gives their bank details."""
    with override(store.language):
        return _("We send you our bank details by e-mail.")
