from __future__ import annotations

import logging
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from stores.language_links import LanguageLink, language_links
from stores.languages import home_path
from stores.looks.preview import preview_query
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


@register.simple_tag
def picture_for(image: Image, name: str) -> Picture | None:
    """``{% picture_for image "zoom" as large %}``: its addresses and size; None if it is lost."""
    return readable_picture(image, name)


@register.simple_tag
def picture_src(image: Image, name: str) -> str:
    """The address of a picture alone, where no element can choose among several."""
    picture = readable_picture(image, name)
    return picture.src if picture else ""


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


@register.simple_tag(takes_context=True)
def theme_url(context: template.Context) -> str:
    """The stylesheet of the store's look, or of the one that is being previewed."""
    request = context.get("request")
    if token := getattr(request, "look_preview", ""):
        return f"{reverse('stores:preview_theme')}?{preview_query(token)}"
    return reverse("stores:theme", args=[context["store"].generation.value])


@register.simple_tag
def home_url() -> str:
    """The shop's front page, in the language that is read."""
    return home_path()


@register.simple_tag(takes_context=True, name="language_links")
def links_of_languages(context: template.Context) -> list[LanguageLink]:
    """The page in each of the shop's languages; none where there is only one."""
    request = context.get("request")
    return language_links(request) if request is not None else []


@register.filter
def text_direction(language: str | None) -> str:
    return "rtl" if (language or "").split("-")[0] in RIGHT_TO_LEFT else "ltr"
