"""The providers that the operator has enabled, by code."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from commerce.payments.base import PaymentProvider


class UnknownProvider(LookupError):
    """No provider of this code is enabled on the platform (settings.PAYMENT_PROVIDERS)."""


def providers() -> dict[str, PaymentProvider]:
    instances = (import_string(path)() for path in settings.PAYMENT_PROVIDERS)
    return {provider.code: provider for provider in instances}


def get_provider(code: str) -> PaymentProvider:
    """Raises UnknownProvider."""
    try:
        return providers()[code]
    except KeyError:
        raise UnknownProvider(f"No payment provider {code!r} is enabled.") from None
