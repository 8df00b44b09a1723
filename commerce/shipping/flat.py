from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commerce.models import ShippingMethod
from commerce.pricing import ShippingInput
from stores.models import Store


class FlatRateProvider:
    """The store says a price itself, and from when on it is free."""

    code = "flat"
    name = _("Flat rate")
    description = _("Prices that the store sets itself; nobody outside is asked.")

    def is_available(self, store: Store) -> bool:
        return True

    def default_fields(self) -> dict[str, forms.Field]:
        return {
            "name": forms.CharField(
                label=_("Name"),
                max_length=120,
                required=False,
                help_text=_("As shoppers see it. Empty: “Standard delivery”, in their language."),
            ),
        }

    def price(self, method: ShippingMethod) -> ShippingInput:
        return method.as_input()
