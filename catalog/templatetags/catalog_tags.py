from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from catalog.selectors.navigation import CategoryNode, Navigation, navigation_of

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> Navigation:
    """``{% navigation as nav %}``: categories and pages of the store, one query a request."""
    return navigation_of(context.get("request"))


@register.inclusion_tag("components/category_menu.html", takes_context=True)
def category_menu(context: template.Context) -> dict[str, Any]:
    return {"categories": navigation_of(context.get("request")).categories}


@register.simple_tag(takes_context=True)
def category_node(context: template.Context, category_id: int) -> CategoryNode | None:
    return navigation_of(context.get("request")).by_id.get(category_id)


@register.simple_tag(takes_context=True)
def deepest_category(context: template.Context, category_ids: Iterable[int]) -> CategoryNode | None:
    return navigation_of(context.get("request")).deepest(category_ids)
