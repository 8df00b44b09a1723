from __future__ import annotations

from typing import Any

from django import template

from catalog.views.wishlist_cookie import wished_by

register = template.Library()


@register.simple_tag(takes_context=True)
def wished(context: template.Context) -> list[str]:
    """``{% wished as ids %}``: public ids on the visitor's wishlist; no query without one, else
    one a request."""
    return wished_by(context.get("request"))


@register.filter
def half_stars(rating: Any) -> int:
    """4.3 → 45: stars are drawn in halves, as tenths."""
    return round(float(rating) * 2) * 5


@register.filter
def text(value: Any) -> str:
    """To look for an id among texts."""
    return str(value)
