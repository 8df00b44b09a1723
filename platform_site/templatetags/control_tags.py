from __future__ import annotations

from datetime import timedelta

from django import template

from platform_site.control.columns import format_duration

register = template.Library()


@register.filter
def time_taken(value: timedelta) -> str:
    """“3 hours”, “2 days”."""
    return format_duration(value)
