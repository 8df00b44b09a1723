"""Stock lives beside the catalogue's cluster: publishing last week's draft of a product must
not bring back last week's stock. All changes go through catalog.services.stock."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.variant import Variant
from stores.isolation.registry import isolate
from stores.models import StoreOwned


@isolate()
class StockItem(StoreOwned):
    """How many of a variant there are. ``on_hand`` includes what is reserved. Below zero: so many
    are sold that are yet to come, which the stock policy has to allow."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, related_name="stock")
    on_hand = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.on_hand} × {self.variant_id}"


@isolate()
class StockMovement(StoreOwned):
    """One change of a stock item; their sum is ``on_hand``."""

    class Reason(models.TextChoices):
        INITIAL = "initial", _("Initial stock")
        ADJUSTMENT = "adjustment", _("Adjustment")
        SALE = "sale", _("Sale")
        RESTOCK = "restock", _("Back in stock")

    item = models.ForeignKey(StockItem, on_delete=models.CASCADE, related_name="movements")
    change = models.IntegerField()
    reason = models.CharField(max_length=20, choices=Reason.choices)
    reference = models.CharField(
        max_length=80, blank=True, help_text=_("What caused it, such as an order's public id.")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.change:+d} ({self.get_reason_display()})"


@isolate()
class StockReservation(StoreOwned):
    """Units held for an order whose payment is under way, until ``expires_at``."""

    item = models.ForeignKey(StockItem, on_delete=models.CASCADE, related_name="reservations")
    reference = models.UUIDField(help_text=_("The public id of the order it is held for."))
    quantity = models.PositiveIntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "reference"], name="one_reservation_an_order"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="reservation_not_empty"
            ),
        ]
        indexes = [models.Index(fields=["item", "expires_at"])]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.reference}"
