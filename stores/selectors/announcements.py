from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone

from stores.models import AnnouncementDismissal, StoreAnnouncement

ORDER = ("critical", "warning", "info")


def unread_announcements(request: HttpRequest) -> list[StoreAnnouncement]:
    """The provider's announcements that are current in the store of the request and that its
    person has not put away: urgent ones first. One query a request; none on the control host."""
    if request.store.is_platform or not request.user.is_authenticated:  # type: ignore[attr-defined]
        return []
    found: list[StoreAnnouncement] | None = getattr(request, "_unread_announcements", None)
    if found is None:
        found = unread_by(request.user.pk)
        request._unread_announcements = found  # type: ignore[attr-defined]
    return found


def unread_by(user_id: int) -> list[StoreAnnouncement]:
    """In the scope's store."""
    now = timezone.now()
    put_away = AnnouncementDismissal.objects.filter(announcement=OuterRef("pk"), user_id=user_id)
    current = StoreAnnouncement.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), ~Exists(put_away), starts_at__lte=now
    )
    return sorted(current, key=lambda one: ORDER.index(one.level))
