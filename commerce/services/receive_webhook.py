from __future__ import annotations

from collections.abc import Mapping

from commerce.models import Payment
from commerce.payments.base import BadWebhook
from commerce.payments.registry import get_provider
from commerce.services.settle import settle

MAX_BODY = 64 * 1024


def receive_webhook(*, provider_code: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Take a provider's call: verify it, and ask the provider how the payment stands rather than
    believe the call. Whether the store in scope has that payment; without it nothing happens.

    May be repeated. Raises UnknownProvider, BadWebhook, ProviderError."""
    provider = get_provider(provider_code)
    if len(body) > MAX_BODY:
        raise BadWebhook(f"The call is longer than {MAX_BODY} bytes.")
    public_id = provider.parse_webhook(body, headers)
    payment = Payment.objects.filter(public_id=public_id, provider=provider_code).first()
    if payment is None:
        return False
    settle(payment_id=payment.pk)
    return True
