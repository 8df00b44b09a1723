from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from commerce.models.order import Order, OrderLine
from stores.isolation.registry import isolate
from stores.models import StoreOwned


@isolate()
class Fulfillment(StoreOwned):
    """A parcel (or a hand-over) with some of an order's goods."""

    public_id = models.UUIDField(default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="fulfillments")
    tracking_number = models.CharField(_("tracking number"), max_length=100, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.tracking_number or str(self.public_id)


@isolate()
class FulfillmentLine(StoreOwned):
    fulfillment = models.ForeignKey(Fulfillment, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="fulfillment_lines"
    )
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fulfillment", "order_line"], name="order_line_once_a_fulfillment"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="fulfillment_line_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"
