from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from stores.models import Announcement, StoreAnnouncement
from stores.scope import platform_scope
from stores.services.mail_owners import mail_owners

logger = logging.getLogger(__name__)

BATCH = 100
BATCHES = 10
"""At one go, so that other work of the schedule is not kept waiting: 1,000 stores a minute."""


def mail_announcements() -> int:
    """Mail the owners the announcements that are to be mailed, have begun and are not over.
    Returns how many stores' owners were written to.

    A store's copy is marked in the transaction that enqueues its mails, a batch at a time: when
    the process dies, what was committed is not mailed twice, and the rest by the next call."""
    now = timezone.now()
    with platform_scope():
        current = Announcement.objects.filter(by_mail=True, published_at__isnull=False)
        current = current.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)
        keys = list(current.values_list("pk", flat=True))
    done = 0
    for _turn in range(BATCHES if keys else 0):
        count = mail_batch(keys)
        done += count
        if count < BATCH:
            break
    return done


def mail_batch(keys: list[int]) -> int:
    with platform_scope(), transaction.atomic():
        copies = list(
            StoreAnnouncement.objects.filter(announcement_key__in=keys, mailed_at=None)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("store")
            .order_by("pk")[:BATCH]
        )
        for copy in copies:
            facts = {"title": copy.title, "body": copy.body}
            mail_owners(store=copy.store, notice="announcement", facts=facts)
        StoreAnnouncement.objects.filter(pk__in=[copy.pk for copy in copies]).update(
            mailed_at=timezone.now()
        )
    return len(copies)
