"""Announcements of the provider: each store they are for has a copy of its own, because a store's
session sees no rows of the platform."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task

from stores.models import Announcement, Store, StoreAnnouncement
from stores.scope import platform_scope

COPIED = ("title", "body", "level", "starts_at", "ends_at")


@task()
def publish(announcement_id: int) -> None:
    publish_announcement(announcement_id=announcement_id)


def publish_announcement(*, announcement_id: int) -> int:
    """Bring the stores' copies to what the announcement says now: those it is for get or keep
    one, others lose it. Returns how many stores have one.

    One INSERT … SELECT however many stores there are; enters the platform's scope and locks the
    announcement's row, so that of two edits the later one stays. Twice changes nothing more. One
    that was deleted meanwhile is nobody's: 0."""
    with platform_scope(), transaction.atomic():
        announcement = Announcement.objects.select_for_update().filter(pk=announcement_id).first()
        if announcement is None:
            return 0
        stores = audience_of(announcement.audience)
        copies = StoreAnnouncement.objects.filter(announcement_key=announcement.pk)
        copies.exclude(store__in=stores.values("pk")).delete()
        copy_to(stores, announcement)
        Announcement.objects.filter(pk=announcement.pk, published_at=None).update(
            published_at=timezone.now()
        )
        return copies.count()


def audience_of(audience: dict[str, Any]) -> QuerySet[Store]:
    """The real stores it is for: all, or those of the plans, in the statuses, with the slugs."""
    stores = Store.objects.order_by()
    if not audience:
        return stores
    return stores.filter(
        Q(plan__code__in=audience.get("plans", []))
        | Q(status__in=audience.get("statuses", []))
        | Q(slug__in=audience.get("stores", []))
    )


def copy_to(stores: QuerySet[Store], announcement: Announcement) -> None:
    columns = ", ".join(f'"{name}"' for name in COPIED)
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in COPIED)
    chosen, parameters = stores.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{StoreAnnouncement._meta.db_table}"'  # noqa: S608 - names of columns
            f" (store_id, announcement_key, {columns})"
            f" SELECT chosen.id, %s, {', '.join(['%s'] * len(COPIED))} FROM ({chosen}) chosen (id)"
            f" ON CONFLICT (store_id, announcement_key) DO UPDATE SET {changed}",
            [
                announcement.pk,
                *(getattr(announcement, name) for name in COPIED),
                *parameters,
            ],
        )


def copy_current(store: Store) -> None:
    """To a new store: what is for everybody and not over. Runs with the store owning new rows;
    nobody is mailed what was said before they came."""
    now = timezone.now()
    current = Announcement.objects.filter(audience={}).filter(
        Q(ends_at=None) | Q(ends_at__gt=now), published_at__isnull=False
    )
    StoreAnnouncement.objects.bulk_create(
        [
            StoreAnnouncement(
                store=store,
                announcement_key=announcement.pk,
                mailed_at=now,
                **{name: getattr(announcement, name) for name in COPIED},
            )
            for announcement in current
        ],
        ignore_conflicts=True,
    )
