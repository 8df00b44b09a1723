from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commerce.models import Payment
from commerce.payments.base import BadWebhook, Begun, Capability, Instructions, Outcome
from stores.models import Store


class ManualProvider:
    """Bank transfer and the like: the order is placed unpaid, staff say when the money came."""

    code = "manual"
    name = _("Bank transfer")
    description = _("The shopper pays by themselves; staff say when the money came.")
    capabilities = frozenset({Capability.PAY_LATER})

    def is_available(self, store: Store) -> bool:
        return True

    def default_fields(self) -> dict[str, forms.Field]:
        return {
            "name": forms.CharField(
                label=_("Name"),
                max_length=80,
                required=False,
                help_text=_("As shoppers see it. Empty: “Bank transfer”, in their language."),
            ),
            "instructions": forms.CharField(
                label=_("Instructions"),
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Until the store gives its own bank details."),
            ),
        }

    def begin(self, payment: Payment) -> Begun:
        return Instructions()

    def sync(self, payment: Payment) -> Outcome:
        """Nobody to ask: what we know is all there is."""
        known = {
            Payment.Status.PENDING: Outcome.Status.PENDING,
            Payment.Status.FAILED: Outcome.Status.FAILED,
            Payment.Status.CANCELED: Outcome.Status.CANCELED,
        }
        status = known.get(Payment.Status(payment.status), Outcome.Status.PAID)
        return Outcome(status, payment.amount, payment.currency, payment.provider_reference)

    def cancel(self, payment: Payment) -> None:
        """Nothing runs anywhere else."""

    def refund(self, payment: Payment) -> str:
        """Written down; a person sends the money."""
        return f"manual-refund-{payment.public_id}"

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> UUID:
        raise BadWebhook("Nobody calls us about bank transfers.")
