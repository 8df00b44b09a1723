from __future__ import annotations

import logging
from typing import Any

from django import template
from django.utils.translation import get_language
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from stores.models import Image
from stores.money import Money, format_money
from stores.page_pictures import page_pictures
from stores.pictures import SPECS, Picture, picture_of

register = template.Library()
logger = logging.getLogger(__name__)

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@register.filter
def money(value: Money | None) -> str:
    """“12,90 €”: an amount as a reader of the active language writes it; nothing for None."""
    if value is None:
        return ""
    return format_money(value.amount, value.currency, get_language() or "en")


@register.inclusion_tag("components/picture.html")
def store_picture(
    image: Image | None,
    name: str,
    *,
    alt: str = "",
    loading: str = "lazy",
    sizes: str = "",
) -> dict[str, Any]:
    """``{% store_picture image "card" alt="…" %}``; the first large one with
    ``loading="eager"``. Without an image, a quiet empty space of the same shape."""
    return {
        "picture": readable_picture(image, name) if image is not None else None,
        "name": name,
        "alt": alt,
        "loading": loading,
        "sizes": sizes or SPECS[name].sizes,
    }


def readable_picture(image: Image, name: str) -> Picture | None:
    """A lost or broken original must not take the whole page with it."""
    try:
        return picture_of(image, name)
    except (SourceImageIOError, OSError) as error:
        logger.warning("Image %s cannot be shown: %s", image.pk, error)
        return None


@register.simple_tag(takes_context=True)
def page_body(context: template.Context, page: Page) -> str:
    """A page's blocks, with all their pictures loaded by one query."""
    with page_pictures(page.body):
        return page.body.render_as_block(context.flatten())


@register.filter
def text_direction(language: str | None) -> str:
    return "rtl" if (language or "").split("-")[0] in RIGHT_TO_LEFT else "ltr"
