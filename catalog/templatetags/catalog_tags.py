from __future__ import annotations

import re
from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.selectors.navigation import CategoryNode, Navigation, navigation_of
from catalog.words import is_match

register = template.Library()

PARTS = re.compile(r"[^\W_]+|[\W_]+")


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> Navigation:
    """``{% navigation as nav %}``: menus, categories and pages, one query a request."""
    return navigation_of(context.get("request"))


@register.simple_tag(takes_context=True)
def category_node(context: template.Context, category_id: int) -> CategoryNode | None:
    return navigation_of(context.get("request")).by_id.get(category_id)


@register.simple_tag(takes_context=True)
def deepest_category(context: template.Context, category_ids: Iterable[int]) -> CategoryNode | None:
    return navigation_of(context.get("request")).deepest(category_ids)


@register.simple_tag
def marked_words(text: str, words: Iterable[str] = ()) -> SafeString:
    """``text`` with the words that were looked for in ``<mark>``; everything is escaped."""
    wanted = list(words or ())
    if not wanted:
        return conditional_escape(text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", part) if is_match(part, wanted) else part,)
            for part in PARTS.findall(text)
        ),
    )
