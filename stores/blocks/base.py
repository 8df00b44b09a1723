"""What blocks have in common: their groups, links, pictures, and how they are previewed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from stores.links import valid_link
from stores.page_pictures import PictureBlock

PLAIN_TEXT = ["bold", "italic", "link", "ol", "ul", "h2", "h3", "hr"]
SHORT_TEXT = ["bold", "italic", "link"]

BANNERS = _("Banners")
PRODUCTS = _("Products")
PICTURES = _("Pictures and video")
TEXTS = _("Texts")
VISITORS = _("Visitors and journal")

ALT_HELP = _("What the picture shows, for those who do not see it.")
WIDE_ENOUGH = 600
"""A picture that is less wide, in pixels, does not stand for a shop's pictures in a preview."""


class SampleMixin:
    """A block that the editor shows filled in before it is chosen. ``sample`` says with what, as
    it is stored; pictures and products are the store's own."""

    def sample(self) -> Any:
        raise NotImplementedError

    def get_preview_value(self) -> Any:
        return self.to_python(self.sample())  # type: ignore[attr-defined]


def is_sample(context: Mapping[str, Any] | None) -> bool:
    """Whether a block is rendered for its preview."""
    return "block_def" in (context or {})


def sample_images(count: int) -> list[int | None]:
    """The store's own newest wide pictures; None where there are no more."""
    from stores.models import Image

    wide = Image.objects.filter(width__gte=WIDE_ENOUGH).order_by("-pk")
    found: list[int | None] = list(wide.values_list("pk", flat=True)[:count])
    return found + [None] * (count - len(found))


def sample_link(label: Any) -> dict[str, Any]:
    return {"label": str(label), "page": None, "url": "/products/"}


class LinkBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("words"), max_length=60, required=False)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
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
        context["href"] = href_of(value, parent_context)
        return context


def href_of(link: Mapping[str, Any], parent_context: Mapping[str, Any] | None) -> str:
    """Empty if it leads nowhere, also because its page is not published."""
    page = link.get("page")
    request = (parent_context or {}).get("request")
    found = page.get_url(request) if page and page.live else link.get("url")
    return found or ""


class DescribedPictureBlock(blocks.StructBlock):
    image = PictureBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("alternative text"), max_length=250, required=False, help_text=ALT_HELP
    )

    class Meta:
        icon = "image"


def is_first(value: Any, parent_context: Mapping[str, Any] | None) -> bool:
    """Whether it is the block on top of its page: its picture is fetched at once."""
    body: Any = getattr((parent_context or {}).get("page"), "body", None)
    return bool(body) and body[0].value is value
