from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from stores.isolation.registry import isolate
from stores.models.base import StoreOwned
from stores.models.user import User

LIFETIME = timedelta(days=7)


def expires_at() -> datetime:
    return timezone.now() + LIFETIME


@isolate(platform_rows=True)
class Invitation(StoreOwned):
    """Somebody is asked by e-mail to join a store (in store 0: the team of operators). The link
    in the mail holds a token, of which only a digest is kept."""

    public_id = models.UUIDField(default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"))
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, editable=False)
    invited_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=expires_at)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["store", "public_id"], name="invitation_public_id"),
            models.UniqueConstraint(
                fields=["store", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation",
            ),
        ]
        indexes = [models.Index(fields=["store", "token_digest"])]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and not self.is_expired

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Tokens are long and random, so that a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()
