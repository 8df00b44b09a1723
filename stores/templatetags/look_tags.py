from __future__ import annotations

from typing import Any

from django import template

from stores.looks.thumbnail import thumbnail

register = template.Library()


@register.inclusion_tag("stores/branding/thumbnail.html")
def look_thumbnail(look: Any) -> dict[str, Any]:
    """``{% look_thumbnail theme %}``: a small drawing of a shop in this look. It says nothing to
    who cannot see it: name the look beside it."""
    return thumbnail(look)
