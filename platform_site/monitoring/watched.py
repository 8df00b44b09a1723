"""Stores that are to answer: open, and not in maintenance, neither they nor the platform."""

from __future__ import annotations

from django.db.models import Exists, QuerySet

from stores.models import Store
from stores.scope import PLATFORM_ID


def open_stores() -> QuerySet[Store]:
    """Needs the platform's scope."""
    return Store.objects.filter(status=Store.Status.ACTIVE)


def watched_stores() -> QuerySet[Store]:
    platform = Store.all_objects.filter(pk=PLATFORM_ID, in_maintenance=True)
    return open_stores().filter(~Exists(platform), in_maintenance=False)
