from __future__ import annotations

from django import template

from stores.models import StoreAnnouncement
from stores.models.announcement import Level
from stores.selectors.announcements import unread_announcements

register = template.Library()


@register.simple_tag(takes_context=True)
def urgent_announcements(context: template.Context) -> list[StoreAnnouncement]:
    """For above every page of the admin."""
    return [one for one in unread_announcements(context["request"]) if one.level == Level.CRITICAL]
