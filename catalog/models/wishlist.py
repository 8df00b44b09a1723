from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from stores.isolation.registry import isolate
from stores.models import StoreOwned


def new_wishlist_token() -> str:
    return secrets.token_urlsafe(24)


@isolate()
class Wishlist(StoreOwned):
    """What somebody wants to remember, known by a token in their browser. Who gets the link to
    share sees it and changes nothing: it has a token of its own."""

    token = models.CharField(max_length=64, default=new_wishlist_token, editable=False)
    share_token = models.CharField(
        max_length=64, blank=True, editable=False, help_text=_("Empty: not shared.")
    )
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "token"], name="wishlist_token_once_a_store"),
            models.UniqueConstraint(
                fields=["store", "share_token"],
                condition=~models.Q(share_token=""),
                name="share_token_once_a_store",
            ),
        ]
        indexes = [models.Index(fields=["updated_at"])]

    def __str__(self) -> str:
        return f"Wishlist {self.pk}"


@isolate()
class WishlistItem(StoreOwned):
    wishlist = models.ForeignKey(Wishlist, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["wishlist", "product"], name="product_once_a_wishlist")
        ]

    def __str__(self) -> str:
        return str(self.product_id)
