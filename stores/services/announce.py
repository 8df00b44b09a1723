"""What operators do with announcements. Each enters the platform's scope."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from stores.models import Announcement, StoreAnnouncement
from stores.scope import platform_scope
from stores.services.publish_announcement import publish


def announce(*, announcement: Announcement) -> Announcement:
    """Save a new or edited announcement, which its form has checked, and bring it to its stores
    in the background. Twice changes nothing more."""
    with platform_scope(), transaction.atomic():
        announcement.save()
        publish.enqueue(announcement.pk)
    return announcement


def end_announcement(*, announcement: Announcement) -> bool:
    """Take it out of the stores' admins now; what was mailed is mailed. Locks its row. Whether
    it was not over: twice, the second changes nothing."""
    now = timezone.now()
    with platform_scope(), transaction.atomic():
        locked = Announcement.objects.select_for_update().get(pk=announcement.pk)
        if locked.ends_at is not None and locked.ends_at <= now:
            return False
        locked.ends_at = now
        locked.starts_at = min(locked.starts_at, now)
        locked.save(update_fields=["starts_at", "ends_at"])
        copies = StoreAnnouncement.objects.filter(announcement_key=locked.pk)
        copies.update(starts_at=locked.starts_at, ends_at=now)
    return True


def delete_announcement(*, announcement: Announcement) -> int:
    """Remove it with its copies. Returns how many stores had one; twice, the second raises
    Announcement.DoesNotExist."""
    with platform_scope(), transaction.atomic():
        locked = Announcement.objects.select_for_update().get(pk=announcement.pk)
        copies = StoreAnnouncement.objects.filter(announcement_key=locked.pk)
        count = copies.count()
        copies.delete()
        locked.delete()
    return count
