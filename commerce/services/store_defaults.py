from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.models import TaxClass
from commerce.models import OrderNumberCounter, PaymentMethod, ShippingMethod, TaxRate
from stores.models import Store


def add_store_defaults(store: Store) -> None:
    """A new store can sell at once: one way to ship, one to pay, tax at zero until it is set."""
    OrderNumberCounter.objects.create(store=store)
    ShippingMethod.objects.create(
        store=store, code="standard", name=_("Standard delivery"), price=Decimal(0)
    )
    PaymentMethod.objects.create(
        store=store,
        provider="manual",
        name=_("Bank transfer"),
        instructions=_("We send you our bank details by e-mail."),
    )
    TaxRate.objects.create(store=store, name=_("Tax"), tax_class=TaxClass.STANDARD, rate=Decimal(0))
