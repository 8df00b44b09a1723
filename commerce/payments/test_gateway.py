"""A payment company to try things out with: a page of our own, signed calls, no money;
only stores that the platform's operators have put in test mode can offer it.

It keeps its own book (``SandboxCharge``) as a real one would, tells us by a signed call through
the same door as any other provider's, and is asked by ``sync`` like any other."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commerce.models import Payment, SandboxCharge
from commerce.payments.base import BadWebhook, Begun, Capability, Outcome, ProviderError, Redirect
from commerce.payments.signing import signing_secret_of
from stores.models import Store
from stores.scope import current_store_id

SIGNATURE_HEADER = "X-Test-Signature"
DELAY = timedelta(seconds=15)
Decision = SandboxCharge.Decision

CHOICES = {
    "success": (Decision.PAID, timedelta()),
    "decline": (Decision.FAILED, timedelta()),
    "delayed-success": (Decision.PAID, DELAY),
    "delayed-failure": (Decision.FAILED, DELAY),
    "cancel": (Decision.CANCELED, timedelta()),
}


class TestGatewayProvider:
    __test__ = False  # Its name makes pytest think so.

    code = "test"
    name = _("Test payment")
    description = _("For trying out, in stores in test mode: no money moves.")
    capabilities = frozenset({Capability.REDIRECT, Capability.REFUND})

    def is_available(self, store: Store) -> bool:
        return store.is_test_mode

    def default_fields(self) -> dict[str, forms.Field]:
        return {}

    def begin(self, payment: Payment) -> Begun:
        SandboxCharge.objects.get_or_create(
            payment=payment,
            defaults={
                "store_id": payment.store_id,
                "reference": f"test-{secrets.token_hex(8)}",
                "currency": payment.currency,
                "amount": payment.amount,
            },
        )
        return Redirect(reverse("commerce:test_gateway", args=[payment.public_id]))

    def sync(self, payment: Payment) -> Outcome:
        charge = SandboxCharge.objects.filter(payment=payment).first()
        if charge is None:
            return Outcome(Outcome.Status.PENDING, payment.amount, payment.currency, "")
        status = Outcome.Status(charge.outcome or "pending")
        return Outcome(status, charge.amount, charge.currency, charge.reference)

    def cancel(self, payment: Payment) -> None:
        decide(payment, Decision.CANCELED, timezone.now())

    def refund(self, payment: Payment) -> str:
        charge = SandboxCharge.objects.filter(payment=payment, decision=Decision.PAID).first()
        if charge is None:
            raise ProviderError("The test gateway has no charge for this payment.")
        SandboxCharge.objects.filter(pk=charge.pk, refunded_at=None).update(
            refunded_at=timezone.now()
        )
        return f"{charge.reference}-refund"

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> UUID:
        given = headers.get(SIGNATURE_HEADER, "")
        secret = signing_secret_of(store_id=current_store_id(), provider=self.code)
        if not secret or not hmac.compare_digest(signature(body, secret).encode(), given.encode()):
            raise BadWebhook("The signature is wrong.")
        try:
            return UUID(json.loads(body)["payment"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadWebhook("The call names no payment.") from error


def signature(body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, "sha256").hexdigest()


def decide(payment: Payment, decision: str, from_when: datetime) -> bool:
    """What the person on the hosted page chose; the first choice counts. Whether it was this."""
    return bool(
        SandboxCharge.objects.filter(payment=payment, decision=Decision.NONE).update(
            decision=decision, decided_from=from_when
        )
    )


def choose(payment: Payment, choice: str) -> None:
    """One of CHOICES was pressed. Calls the webhook, now or when the delay is over. Raises
    KeyError for another choice; a second choice changes nothing."""
    from commerce.tasks import enqueue_at, settle_test_payment

    decision, delay = CHOICES[choice]
    when = timezone.now() + delay
    if not decide(payment, decision, when):
        return
    if delay:
        enqueue_at(settle_test_payment, when + timedelta(seconds=1), str(payment.public_id))
    else:
        call_webhook(payment)


def call_webhook(payment: Payment) -> None:
    """Tell the store, as a payment company's servers would."""
    from commerce.services.receive_webhook import receive_webhook

    body = json.dumps({"payment": str(payment.public_id)}).encode()
    secret = signing_secret_of(store_id=current_store_id(), provider=TestGatewayProvider.code)
    receive_webhook(
        provider_code=TestGatewayProvider.code,
        body=body,
        headers={SIGNATURE_HEADER: signature(body, secret)},
    )
