"""The payment providers that are installed, by code. Which of them a store may use says
``commerce.selectors.providers``; a payment that has begun is finished by its provider in
any case."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from commerce.payments.base import PaymentProvider


class UnknownProvider(LookupError):
    """No provider of this code is installed (settings.PAYMENT_PROVIDERS)."""


def providers() -> dict[str, PaymentProvider]:
    instances = (import_string(path)() for path in settings.PAYMENT_PROVIDERS)
    return {provider.code: provider for provider in instances}


def get_provider(code: str) -> PaymentProvider:
    """Raises UnknownProvider."""
    try:
        return providers()[code]
    except KeyError:
        raise UnknownProvider(f"No payment provider {code!r} is installed.") from None
