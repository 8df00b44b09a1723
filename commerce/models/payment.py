from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from commerce.models.order import AmountField, Order
from stores.encryption import EncryptedJSONField
from stores.isolation.registry import isolate
from stores.models import StoreOwned
from stores.money import Money


@isolate()
class PaymentMethod(StoreOwned):
    """A payment provider as one store offers it."""

    provider = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=80, help_text=_("As shoppers see it."))
    instructions = models.TextField(
        _("instructions"),
        max_length=1000,
        blank=True,
        help_text=_("Shown after the order, such as your bank details."),
    )
    credentials = EncryptedJSONField(
        default=dict, blank=True, editable=False, help_text=_("Keys of the provider, by name.")
    )
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("payment method")
        verbose_name_plural = _("payment methods")
        constraints = [
            models.UniqueConstraint(fields=["store", "provider"], name="provider_once_a_store")
        ]

    def __str__(self) -> str:
        return self.name


@isolate()
class Payment(StoreOwned):
    """One attempt to pay an order. Moves forward only; ``commerce.services.settle`` moves it."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Canceled")
        REFUNDED = "refunded", _("Refunded")

    TRANSITIONS = {
        Status.PENDING: {Status.PAID, Status.FAILED, Status.CANCELED},
        # A delayed success may follow what looked like a failure; money taken is never ignored.
        Status.FAILED: {Status.PAID},
        Status.CANCELED: {Status.PAID},
        Status.PAID: {Status.REFUNDED},
        Status.REFUNDED: set(),
    }

    public_id = models.UUIDField(default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    provider = models.SlugField(max_length=40)
    method_name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    amount = AmountField()
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PENDING)
    provider_reference = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["store", "public_id"], name="payment_public_id"),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="payment_amount_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method_name}: {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    def can_become(self, status: str) -> bool:
        return self.Status(status) in self.TRANSITIONS[self.Status(self.status)]


@isolate()
class Transaction(StoreOwned):
    """Money that moved: the ledger of a payment. Append-only."""

    class Kind(models.TextChoices):
        CHARGE = "charge", _("Charge")
        REFUND = "refund", _("Refund")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="transactions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    currency = models.CharField(max_length=3)
    amount = AmountField(help_text=_("Positive for a charge, negative for a refund."))
    provider_reference = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "kind", "provider_reference"], name="transaction_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} {self.currency}"
