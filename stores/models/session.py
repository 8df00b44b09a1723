from __future__ import annotations

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from stores.isolation.registry import isolate
from stores.models.base import StoreOwned


@isolate(platform_rows=True)
class Session(StoreOwned, AbstractBaseSession):
    """A session, with what its person needs to recognise it by and others to end it."""

    user = models.ForeignKey(
        "stores.User", on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    support_access = models.ForeignKey(
        "stores.SupportAccess", on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    address = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta(AbstractBaseSession.Meta):
        indexes = [models.Index(fields=["user", "store"])]

    @classmethod
    def get_session_store_class(cls) -> Any:
        from stores.sessions import SessionStore

        return SessionStore
