from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from catalog.models.variant import Variant
from stores.isolation.registry import isolate
from stores.models import StoreOwned


def new_notice_token() -> str:
    return secrets.token_urlsafe(24)


@isolate()
class StockNotice(StoreOwned):
    """Somebody wants to be told when a variant is back in stock. Told once, then done."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="stock_notices")
    email = models.EmailField()
    language = models.CharField(max_length=12, blank=True)
    token = models.CharField(max_length=64, default=new_notice_token, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "email"],
                condition=models.Q(sent_at=None),
                name="one_open_notice_a_person",
            ),
            models.UniqueConstraint(fields=["store", "token"], name="stock_notice_token"),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.variant_id}"
