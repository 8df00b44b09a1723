"""The shipping providers that are installed, by code."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from commerce.shipping.base import ShippingProvider


class UnknownShippingProvider(LookupError):
    """No provider of this code is installed (settings.SHIPPING_PROVIDERS)."""


def shipping_providers() -> dict[str, ShippingProvider]:
    instances = (import_string(path)() for path in settings.SHIPPING_PROVIDERS)
    return {provider.code: provider for provider in instances}


def get_shipping_provider(code: str) -> ShippingProvider:
    """Raises UnknownShippingProvider."""
    try:
        return shipping_providers()[code]
    except KeyError:
        raise UnknownShippingProvider(f"No shipping provider {code!r} is installed.") from None
