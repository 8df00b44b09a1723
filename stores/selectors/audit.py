"""Reads of the audit log that both admins share."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from stores.actors import OPERATOR, SUPPORT
from stores.models import AuditEntry, Store

PROVIDERS = (OPERATOR, SUPPORT)
BATCH = 1000


def entries_of(store: Store) -> QuerySet[AuditEntry]:
    """What its owner may read: the store's own, newest first. (Also without the condition the
    database shows no others; with it the index is used.)"""
    return AuditEntry.objects.filter(store_id=store.pk).order_by("-pk")


def all_entries() -> QuerySet[AuditEntry]:
    """Of the platform and of every store. Needs the platform's scope."""
    return AuditEntry.objects.select_related("store").order_by("-pk")


def mentioning(entries: QuerySet[AuditEntry], text: str) -> QuerySet[AuditEntry]:
    return entries.filter(
        Q(object_name__icontains=text) | Q(reason__icontains=text) | Q(actor_name__icontains=text)
    )


def from_address(
    entries: QuerySet[AuditEntry], address: str, *, whole_platform: bool
) -> QuerySet[AuditEntry]:
    """An owner is not told from where the provider's team works, so cannot ask for it either."""
    found = entries.filter(address=address)
    return found if whole_platform else found.exclude(actor_kind__in=PROVIDERS)


def in_batches(entries: QuerySet[AuditEntry]) -> Iterator[list[AuditEntry]]:
    """All of them, newest first, each batch found by the last one's key: quick however far in."""
    last: int | None = None
    while True:
        rows = list((entries if last is None else entries.filter(pk__lt=last))[:BATCH])
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        last = rows[-1].pk
