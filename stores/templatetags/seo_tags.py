from __future__ import annotations

from typing import Any, cast

from django import template
from django.utils.safestring import SafeString

from stores.seo.alternates import alternates
from stores.seo.meta import PageMeta, meta_of
from stores.seo.structured_data import as_scripts

register = template.Library()


@register.simple_tag(takes_context=True)
def page_meta(context: template.Context) -> PageMeta:
    """``{% page_meta as meta %}``: what the page says of itself."""
    return meta_of(cast("dict[str, Any]", context.flatten()), context.get("request"))


@register.inclusion_tag("components/meta.html", takes_context=True)
def head_meta(context: template.Context, meta: PageMeta) -> dict[str, Any]:
    """The lines of the head that search engines and previews of links read."""
    request = context.get("request")
    return {
        "meta": meta,
        "store": context.get("store"),
        "LANGUAGE_CODE": context.get("LANGUAGE_CODE"),
        "alternates": alternates(request) if request is not None and meta.is_indexed else [],
    }


@register.simple_tag
def structured_data(meta: PageMeta) -> SafeString:
    """``{% structured_data meta %}``: what is known of the page, as JSON-LD."""
    return as_scripts(meta.data if meta.is_indexed else [])
