from __future__ import annotations

from collections.abc import Iterable

from django import template

from catalog.selectors.navigation import CategoryNode, Navigation, navigation_of

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> Navigation:
    """``{% navigation as nav %}``: menus, categories and pages of the store, one query a request."""
    return navigation_of(context.get("request"))


@register.simple_tag(takes_context=True)
def category_node(context: template.Context, category_id: int) -> CategoryNode | None:
    return navigation_of(context.get("request")).by_id.get(category_id)


@register.simple_tag(takes_context=True)
def deepest_category(context: template.Context, category_ids: Iterable[int]) -> CategoryNode | None:
    return navigation_of(context.get("request")).deepest(category_ids)
