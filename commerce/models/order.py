from __future__ import annotations

import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from catalog.models import Variant
from commerce.addresses import Address
from stores.isolation.registry import isolate
from stores.models import StoreOwned
from stores.money import Money

if TYPE_CHECKING:
    from stores.models import User


class AmountField(models.DecimalField):
    """Major units of the row's currency."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 16)
        kwargs.setdefault("decimal_places", 3)
        super().__init__(**kwargs)


def new_order_token() -> str:
    return secrets.token_urlsafe(24)


@isolate()
class Order(StoreOwned):
    """A snapshot of what was bought, to whom it goes and what it cost: it does not change when
    a product does. A draft becomes placed by ``commerce.services.place_order``.

    ``payment_status`` and ``fulfilment_status`` are derived from payments and fulfillments;
    ``derive_statuses`` is their only writer."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Payment under way")
        PLACED = "placed", _("Open")
        COMPLETED = "completed", _("Completed")
        CANCELED = "canceled", _("Canceled")

    class PaymentStatus(models.TextChoices):
        UNPAID = "unpaid", _("Unpaid")
        PAID = "paid", _("Paid")
        REFUNDED = "refunded", _("Refunded")

    class FulfilmentStatus(models.TextChoices):
        UNFULFILLED = "unfulfilled", _("To ship")
        PARTIAL = "partial", _("Partly shipped")
        FULFILLED = "fulfilled", _("Shipped")

    TRANSITIONS = {
        Status.DRAFT: {Status.PLACED, Status.CANCELED},
        Status.PLACED: {Status.COMPLETED, Status.CANCELED},
        Status.COMPLETED: set(),
        Status.CANCELED: set(),
    }

    public_id = models.UUIDField(default=uuid7, editable=False)
    token = models.CharField(max_length=64, default=new_order_token, editable=False)
    number = models.PositiveIntegerField(
        null=True, help_text=_("Counts per store; given when the order is placed.")
    )
    cart = models.ForeignKey("commerce.Cart", on_delete=models.PROTECT, related_name="orders")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    payment_status = models.CharField(
        max_length=20, choices=PaymentStatus.choices, default=PaymentStatus.UNPAID
    )
    fulfilment_status = models.CharField(
        max_length=20, choices=FulfilmentStatus.choices, default=FulfilmentStatus.UNFULFILLED
    )

    email = models.EmailField()
    shipping_address = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=12)

    currency = models.CharField(max_length=3)
    prices_include_tax = models.BooleanField()
    subtotal_amount = AmountField(help_text=_("Goods as shown: net or gross."))
    shipping_amount = AmountField(help_text=_("As shown: net or gross."))
    tax_amount = AmountField(help_text=_("All tax, contained or added."))
    total_amount = AmountField(help_text=_("What the shopper pays, tax included."))
    taxes = models.JSONField(
        default=list, help_text=_("Per rate: [{rate, net, tax}] as decimal strings.")
    )
    shipping_method_code = models.CharField(max_length=60)
    shipping_method_name = models.CharField(max_length=120)

    created_at = models.DateTimeField(auto_now_add=True)
    placed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-placed_at", "-pk"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="order_number_once_a_store"),
            models.UniqueConstraint(fields=["store", "cart"], name="one_order_a_cart"),
            models.UniqueConstraint(fields=["store", "token"], name="order_token_once_a_store"),
            models.UniqueConstraint(fields=["store", "public_id"], name="order_public_id"),
            models.CheckConstraint(
                condition=models.Q(total_amount__gte=0), name="order_total_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "status", "-placed_at"]),
            models.Index(fields=["store", "email", "placed_at"], name="order_by_customer"),
            # Center Control looks in all stores at once.
            models.Index(fields=["number", "-placed_at"], name="order_by_number"),
            models.Index(fields=["public_id"], name="order_by_public_id"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What people call it: ``#1001``."""
        return f"#{self.number}" if self.number else str(_("Order being paid"))

    @property
    def address(self) -> Address:
        return Address.from_json(self.shipping_address)

    @property
    def total(self) -> Money:
        return Money(self.total_amount, self.currency)

    @property
    def is_placed(self) -> bool:
        return self.status in (self.Status.PLACED, self.Status.COMPLETED)

    def get_absolute_url(self) -> str:
        return reverse("commerce:confirmation", args=[self.token])

    def check_transition(self, status: str) -> None:
        """Raises ValidationError, naming both states, for a transition that is not declared."""
        new = self.Status(status)
        if new not in self.TRANSITIONS[self.Status(self.status)]:
            raise ValidationError(
                _("Order %(number)s is %(old)s and cannot become %(new)s."),
                params={
                    "number": self.reference,
                    "old": self.get_status_display().lower(),
                    "new": new.label.lower(),
                },
            )

    def log(self, kind: str, *, user: User | None = None, **data: Any) -> OrderEvent:
        """One more entry of the timeline; ``kind`` is one of ``OrderEvent.Kind``."""
        return OrderEvent.objects.create(
            order=self,
            store_id=self.store_id,
            kind=kind,
            user=user,
            user_name=str(user) if user else "",
            data=data,
        )


@isolate()
class OrderLine(StoreOwned):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    product_name = models.CharField(max_length=200)
    variant_name = models.CharField(max_length=260, blank=True)
    sku = models.CharField(max_length=64)
    quantity = models.PositiveIntegerField()
    unit_price_amount = AmountField(help_text=_("As shown: net or gross."))
    total_amount = AmountField(help_text=_("quantity × unit price, as shown."))
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal(0))
    tax_amount = AmountField(default=Decimal(0))
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="order_line_not_empty")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_name}"


@isolate()
class OrderEvent(StoreOwned):
    """An entry in an order's timeline; never changed."""

    class Kind(models.TextChoices):
        PLACED = "placed", _("Order placed")
        PAYMENT_STARTED = "payment_started", _("Payment started")
        PAYMENT_FAILED = "payment_failed", _("Payment failed")
        PAID = "paid", _("Payment received")
        REFUNDED = "refunded", _("Payment refunded")
        FULFILLED = "fulfilled", _("Shipped")
        COMPLETED = "completed", _("Completed")
        CANCELED = "canceled", _("Canceled")
        MAIL_SENT = "mail_sent", _("E-mail sent")
        NOTE = "note", _("Note")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    data = models.JSONField(default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    user_name = models.CharField(max_length=320, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


@isolate()
class OrderNumberCounter(StoreOwned):
    """The last number given. A row of its own, locked last in the transaction that places."""

    FIRST = 1001

    last = models.PositiveIntegerField(default=FIRST - 1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store"], name="one_order_counter_a_store")]

    def __str__(self) -> str:
        return str(self.last)
