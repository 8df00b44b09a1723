from __future__ import annotations

from django.db import models
from django.utils import timezone

from commerce.models.order import AmountField
from commerce.models.payment import Payment
from stores.isolation.registry import isolate
from stores.models import StoreOwned


@isolate()
class SandboxCharge(StoreOwned):
    """What the test gateway remembers of a payment: it stands for another company's database,
    so nothing but ``commerce.payments.test_gateway`` reads or writes it."""

    class Decision(models.TextChoices):
        NONE = "", "Not decided"
        PAID = "paid", "Paid"
        FAILED = "failed", "Failed"
        CANCELED = "canceled", "Canceled"

    payment = models.OneToOneField(Payment, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    amount = AmountField()
    decision = models.CharField(
        max_length=20, choices=Decision.choices, default=Decision.NONE, blank=True
    )
    decided_from = models.DateTimeField(null=True, help_text="When the decision takes effect.")
    refunded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reference

    @property
    def outcome(self) -> str:
        """The decision once it has taken effect."""
        in_effect = self.decided_from is not None and self.decided_from <= timezone.now()
        return self.decision if in_effect else self.Decision.NONE
