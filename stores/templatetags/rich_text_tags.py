from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from stores.rich_text import harmless

register = template.Library()


@register.filter(name="harmless")
def harmless_filter(html: str) -> SafeString:
    """Before Wagtail's richtext template prints it as it is."""
    return mark_safe(harmless(html))  # noqa: S308 - by what it says
