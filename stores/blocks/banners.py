from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from stores.blocks.base import (
    ALT_HELP,
    BANNERS,
    SHORT_TEXT,
    LinkBlock,
    SampleMixin,
    is_first,
    sample_images,
    sample_link,
)
from stores.page_pictures import PictureBlock


class HeroBlock(SampleMixin, blocks.StructBlock):
    headline = blocks.CharBlock(label=_("headline"), max_length=120)
    text = blocks.TextBlock(label=_("text"), max_length=400, required=False)
    button = LinkBlock(label=_("button"), required=False)
    image = PictureBlock(label=_("picture"), required=False)
    alt = blocks.CharBlock(
        label=_("alternative text"), max_length=250, required=False, help_text=ALT_HELP
    )
    layout = blocks.ChoiceBlock(
        label=_("arrangement"),
        choices=[("beside", _("Text beside the picture")), ("over", _("Text on the picture"))],
        default="beside",
        required=False,
    )

    class Meta:
        icon = "image"
        label = _("Hero")
        group = BANNERS
        description = _("A large headline with a picture and a button: how a page begins.")
        template = "stores/blocks/hero.html"

    def sample(self) -> dict[str, Any]:
        return {
            "headline": _now("Made to be used every day"),
            "text": _now("Say in a sentence or two what people find here."),
            "button": sample_link(_now("See all products")),
            "image": sample_images(1)[0],
            "layout": "beside",
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from stores.models import HomePage

        context = super().get_context(value, parent_context=parent_context)
        context["is_first"] = is_first(value, parent_context)
        page = (parent_context or {}).get("page")
        context["is_title"] = context["is_first"] and isinstance(page, HomePage)
        return context


class SlideBlock(blocks.StructBlock):
    image = PictureBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("alternative text"), max_length=250, required=False, help_text=ALT_HELP
    )
    headline = blocks.CharBlock(label=_("headline"), max_length=120, required=False)
    text = blocks.TextBlock(label=_("text"), max_length=250, required=False)
    button = LinkBlock(label=_("button"), required=False)

    class Meta:
        icon = "image"


class SlideshowBlock(SampleMixin, blocks.StructBlock):
    """A row to scroll through, one slide at a time; buttons are added by its script."""

    title = blocks.CharBlock(
        label=_("name"),
        max_length=120,
        required=False,
        help_text=_("Read aloud to those who do not see it; not shown."),
    )
    slides = blocks.ListBlock(SlideBlock(), label=_("slides"), min_num=1, max_num=8)
    plays = blocks.BooleanBlock(
        label=_("moves by itself"),
        required=False,
        help_text=_(
            "Every seven seconds, with a button to stop it, and never for visitors whose device"
            " asks for less motion. Most people do not wait for the second slide: put what matters"
            " on the first."
        ),
    )

    class Meta:
        icon = "desktop"
        label = _("Slideshow")
        group = BANNERS
        description = _("Large pictures with words, one after another; the visitor leafs.")
        template = "stores/blocks/slideshow.html"

    def sample(self) -> dict[str, Any]:
        first, second = sample_images(2)
        return {
            "title": _now("New this season"),
            "slides": [
                {"image": first, "headline": _now("New this season"),
                 "text": _now("A sentence about what the picture shows."),
                 "button": sample_link(_now("Have a look"))},
                {"image": second, "headline": _now("Back in stock"), "button": sample_link("")},
            ],
        }  # fmt: skip

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["is_first"] = is_first(value, parent_context)
        context["slides"] = list(value.get("slides") or [])
        return context


class AnnouncementBlock(SampleMixin, blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("text"), features=SHORT_TEXT, max_length=400)
    button = LinkBlock(label=_("button"), required=False)

    class Meta:
        icon = "warning"
        label = _("Announcement")
        group = BANNERS
        description = _(
            "A coloured strip in the page. One above every page, with dates, is made under"
            " Website → Announcement bars."
        )
        template = "stores/blocks/announcement.html"

    def sample(self) -> dict[str, Any]:
        text = _now("The workshop is closed from the 3rd to the 12th; orders leave on the 13th.")
        return {"text": f"<p>{text}</p>", "button": sample_link(_now("Read more"))}
