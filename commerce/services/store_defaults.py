from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.models import TaxClass
from commerce.models import (
    OrderNumberCounter,
    PaymentMethod,
    ProviderSetting,
    ShippingMethod,
    TaxRate,
)
from commerce.selectors.providers import settings_of
from stores.models import Store

SHIPPING_CODE = "standard"


def add_store_defaults(store: Store) -> None:
    """A new store can sell at once: one way to ship, one to pay, tax at zero until it is set."""
    add_order_counter(store)
    add_shipping_default(store)
    with override(store.language):
        TaxRate.objects.create(
            store=store, name=_("Tax"), tax_class=TaxClass.STANDARD, rate=Decimal(0)
        )
    add_payment_default(store)


def add_order_counter(store: Store) -> None:
    """Orders are counted anew at a store that is a copy. Safe to repeat."""
    OrderNumberCounter.objects.get_or_create(store=store)


def add_shipping_default(store: Store) -> None:
    """By the provider of flat rates, if the store may use it, as the operator has set it."""
    setting = settings_of(ProviderSetting.Kind.SHIPPING).get("flat")
    if setting is None or not setting.allows(store):
        return
    with override(store.language):
        ShippingMethod.objects.create(
            store=store,
            provider="flat",
            code=SHIPPING_CODE,
            name=setting.defaults.get("name") or _("Standard delivery"),
            price=Decimal(0),
        )


def add_payment_default(store: Store) -> None:
    """Bank transfer, if the store may use it, as the operator has set it."""
    setting = settings_of(ProviderSetting.Kind.PAYMENT).get("manual")
    if setting is None or not setting.allows(store):
        return
    with override(store.language):
        PaymentMethod.objects.create(
            store=store,
            provider="manual",
            name=setting.defaults.get("name") or _("Bank transfer"),
            instructions=default_instructions(store),
        )


def default_instructions(store: Store) -> str:
    """What stands with the first way to pay until the owner gives their bank details."""
    setting = settings_of(ProviderSetting.Kind.PAYMENT).get("manual")
    with override(store.language):
        own = setting.defaults.get("instructions") if setting else ""
        return own or standard_instructions()


def standard_instructions() -> str:
    """In the language that is active."""
    return _("We send you our bank details by e-mail.")
