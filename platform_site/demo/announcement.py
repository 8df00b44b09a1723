"""What the demo's provider tells all stores in their admins."""

from __future__ import annotations

from stores.models import Announcement
from stores.scope import platform_scope
from stores.services.publish_announcement import publish_announcement

TITLE = "Stocktaking before the holidays"
BODY = (
    "The weeks before the holidays are the busiest of the year. Count your stock once more, look at"
    " your shipping prices, and write to us if your plan is getting small."
)


def announce_once() -> None:
    """To the stores that are there; made once, mailed to nobody. Safe to repeat."""
    with platform_scope():
        announcement, _created = Announcement.objects.get_or_create(
            title=TITLE, defaults={"body": BODY}
        )
        publish_announcement(announcement_id=announcement.pk)
