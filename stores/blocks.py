"""Content blocks that need nothing of the catalogue. Apps above have blocks of their own."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from stores.page_pictures import PictureBlock

PLAIN_TEXT = ["bold", "italic", "link", "ol", "ul", "h2", "h3", "hr"]


def valid_link(value: str) -> None:
    """A path of the store, or an address of the web; nothing a browser would run."""
    if not re.match(r"\A(?:/(?![/\\])|https?://|mailto:|tel:)\S*\Z", value):
        raise ValidationError(
            _("Start with / for a page of the store, or with https:// for another site.")
        )


class LinkBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=60, required=False)
    page = blocks.PageChooserBlock(required=False)
    url = blocks.CharBlock(
        label=_("or address"),
        max_length=500,
        required=False,
        validators=[valid_link],
        help_text=_("For example /products/ or /categories/gifts/. A chosen page comes first."),
    )

    class Meta:
        icon = "link"
        template = "stores/blocks/link.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        page = value.get("page")
        request = (parent_context or {}).get("request")
        context["href"] = page.get_url(request) if page and page.live else value.get("url")
        return context


class HeroBlock(blocks.StructBlock):
    headline = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(max_length=400, required=False)
    button = LinkBlock(required=False)
    image = PictureBlock(required=False)
    alt = blocks.CharBlock(
        label=_("alternative text"),
        max_length=250,
        required=False,
        help_text=_("What the picture shows, for those who do not see it."),
    )

    class Meta:
        icon = "image"
        label = _("Hero")
        template = "stores/blocks/hero.html"


class MediaWithTextBlock(blocks.StructBlock):
    image = PictureBlock()
    alt = blocks.CharBlock(label=_("alternative text"), max_length=250, required=False)
    image_side = blocks.ChoiceBlock(
        choices=[("start", _("Picture first")), ("end", _("Text first"))], default="start"
    )
    title = blocks.CharBlock(max_length=120, required=False)
    text = blocks.RichTextBlock(features=PLAIN_TEXT)
    button = LinkBlock(required=False)

    class Meta:
        icon = "doc-full"
        label = _("Media with text")
        template = "stores/blocks/media_with_text.html"


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", PLAIN_TEXT)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "stores/blocks/text.html"
