from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from stores.isolation.registry import isolate
from stores.models.base import StoreOwned
from stores.models.user import User


@isolate()
class SupportAccess(StoreOwned):
    """An operator's stay in a store's admin: for a reason and for a time. A membership that
    expires goes with it; the store's owner can read of it and end it."""

    public_id = models.UUIDField(default=uuid7, editable=False)
    operator = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    operator_name = models.CharField(max_length=254)
    reason = models.CharField(_("reason"), max_length=500)
    entry_digest = models.CharField(max_length=64, blank=True, editable=False)
    """Of the token that carries the operator from the control host to the store's, once."""
    entry_expires_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["store", "public_id"], name="support_public_id"),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="support_access_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator_name}: {self.reason}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.expires_at > timezone.now()
