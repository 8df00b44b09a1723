"""What a shipping provider is to us: a thin interface, for flat rates as for carriers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django import forms
    from django.utils.functional import Promise

    from commerce.models import ShippingMethod
    from commerce.pricing import ShippingInput
    from stores.models import Store


class ShippingProvider(Protocol):
    code: str
    name: str | Promise
    description: str | Promise

    def is_available(self, store: Store) -> bool:
        """Whether ``store`` can offer it now, given it has set it up."""

    def default_fields(self) -> dict[str, forms.Field]:
        """What the operator may set for stores to begin with; a ``SecretField`` is a key of the
        platform's own."""

    def price(self, method: ShippingMethod) -> ShippingInput:
        """What the store's ``method`` costs, for the calculation. Asks nobody outside."""
