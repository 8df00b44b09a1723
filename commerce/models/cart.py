from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from commerce.addresses import Address
from stores.isolation.registry import isolate
from stores.models import StoreOwned

LIFETIME = timedelta(days=60)
MAX_QUANTITY = 999


def new_token() -> str:
    """256 bits: whoever holds it holds the cart, so nobody must be able to guess it."""
    return secrets.token_urlsafe(32)


def new_expiry() -> datetime:
    return timezone.now() + LIFETIME


@isolate()
class Cart(StoreOwned):
    """What a shopper means to buy, and what the check-out has learnt so far."""

    token = models.CharField(max_length=64, default=new_token, editable=False)
    currency = models.CharField(max_length=3)
    email = models.EmailField(blank=True)
    shipping_address = models.JSONField(default=dict, blank=True)
    shipping_method = models.ForeignKey(
        "commerce.ShippingMethod",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    payment_method = models.ForeignKey(
        "commerce.PaymentMethod",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it became a placed order.")
    )
    expires_at = models.DateTimeField(default=new_expiry)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "token"], name="cart_token_once_a_store")
        ]
        indexes = [models.Index(fields=["store", "expires_at"])]

    def __str__(self) -> str:
        return f"Cart {self.pk}"

    @property
    def address(self) -> Address | None:
        return Address.from_json(self.shipping_address) if self.shipping_address else None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.expires_at > timezone.now()


@isolate()
class CartLine(StoreOwned):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="variant_once_a_cart"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, quantity__lte=MAX_QUANTITY),
                name="cart_quantity_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"
