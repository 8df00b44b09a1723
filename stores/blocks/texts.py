from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from stores.blocks.base import (
    PLAIN_TEXT,
    SHORT_TEXT,
    TEXTS,
    DescribedPictureBlock,
    LinkBlock,
    SampleMixin,
    href_of,
    sample_images,
    sample_link,
)
from stores.blocks.icons import ICONS
from stores.page_pictures import PictureBlock


class TextBlock(SampleMixin, blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", PLAIN_TEXT)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = TEXTS
        description = _("Paragraphs with headings, lists and links.")
        template = "stores/blocks/text.html"

    def sample(self) -> str:
        heading, text = _now("A heading"), _now("A paragraph of text, as long as you like.")
        return f"<h2>{heading}</h2><p>{text}</p>"


class ColumnBlock(blocks.StructBlock):
    image = PictureBlock(label=_("picture"), required=False)
    alt = blocks.CharBlock(label=_("alternative text"), max_length=250, required=False)
    title = blocks.CharBlock(label=_("title"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("text"), features=SHORT_TEXT, required=False)
    button = LinkBlock(label=_("link"), required=False)

    class Meta:
        icon = "doc-empty"


class MultiColumnBlock(SampleMixin, blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    columns = blocks.ListBlock(ColumnBlock(), label=_("columns"), min_num=2, max_num=6)

    class Meta:
        icon = "table"
        label = _("Columns")
        group = TEXTS
        description = _("Two to six columns with a picture, a title and a few words each.")
        template = "stores/blocks/multi_column.html"

    def sample(self) -> dict[str, Any]:
        titles = [_now("Chosen"), _now("Tested"), _now("Repaired")]
        text = _now("A sentence or two.")
        return {
            "heading": _now("What we care about"),
            "columns": [
                {
                    "image": image,
                    "title": title,
                    "text": f"<p>{text}</p>",
                    "button": sample_link(""),
                }
                for image, title in zip(sample_images(3), titles, strict=True)
            ],
        }


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question or title"), max_length=200)
    answer = blocks.RichTextBlock(label=_("answer or text"), features=[*SHORT_TEXT, "ol", "ul"])

    class Meta:
        icon = "help"


class AccordionBlock(SampleMixin, blocks.StructBlock):
    """Questions and answers, folded. ``stores.selectors.questions`` gives those of a page."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    entries = blocks.ListBlock(QuestionBlock(), label=_("entries"), min_num=1, max_num=40)
    is_faq = blocks.BooleanBlock(
        label=_("these are questions and answers"),
        required=False,
        default=True,
        help_text=_("Search engines are told so. Take it off for folded texts of other kinds."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Questions and answers")
        group = TEXTS
        description = _("Entries that unfold: frequent questions, care instructions, sizes.")
        template = "stores/blocks/accordion.html"

    def sample(self) -> dict[str, Any]:
        answer = _now("Two to three working days.")
        return {
            "heading": _now("Frequent questions"),
            "entries": [
                {"question": _now("How long does delivery take?"), "answer": f"<p>{answer}</p>"},
                {"question": _now("Can I send something back?"), "answer": f"<p>{answer}</p>"},
            ],
            "is_faq": True,
        }


class IconTextBlock(blocks.StructBlock):
    icon = blocks.ChoiceBlock(
        label=_("sign"), choices=[(name, words) for name, (words, _path) in ICONS.items()]
    )
    title = blocks.CharBlock(label=_("title"), max_length=60)
    text = blocks.CharBlock(label=_("text"), max_length=160, required=False)

    class Meta:
        icon = "tick"


class IconsWithTextBlock(SampleMixin, blocks.StructBlock):
    entries = blocks.ListBlock(IconTextBlock(), label=_("entries"), min_num=2, max_num=6)

    class Meta:
        icon = "tick-inverse"
        label = _("Icons with text")
        group = TEXTS
        description = _("A row of small signs with a few words: delivery, returns, care.")
        template = "stores/blocks/icons_with_text.html"

    def sample(self) -> dict[str, Any]:
        return {
            "entries": [
                {"icon": "delivery", "title": _now("Fast delivery"),
                 "text": _now("On its way within a day.")},
                {"icon": "return", "title": _now("30 days to return"),
                 "text": _now("No questions asked.")},
                {"icon": "chat", "title": _now("People answer"),
                 "text": _now("Mostly within an hour.")},
            ]
        }  # fmt: skip

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["entries"] = [
            (entry, ICONS[entry["icon"]][1])
            for entry in value.get("entries") or []
            if entry.get("icon") in ICONS
        ]
        return context


class TestimonialBlock(SampleMixin, blocks.StructBlock):
    __test__ = False  # For pytest it looks like a class of tests.

    quote = blocks.TextBlock(label=_("what they say"), max_length=600)
    author = blocks.CharBlock(label=_("who says it"), max_length=80)
    role = blocks.CharBlock(
        label=_("what they are"), max_length=120, required=False, help_text=_("Café owner, Ghent.")
    )
    picture = DescribedPictureBlock(label=_("portrait"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Testimonial")
        group = TEXTS
        description = _("What somebody says about your shop, in large letters.")
        template = "stores/blocks/testimonial.html"

    def sample(self) -> dict[str, Any]:
        return {
            "quote": _now("It has become what I reach for every morning."),
            "author": "Ada Lindqvist",
            "role": _now("Customer since 2019"),
            "picture": {"image": None},
        }


class ButtonBlock(LinkBlock):
    is_quiet = blocks.BooleanBlock(label=_("only outlined"), required=False)


class ButtonsBlock(SampleMixin, blocks.StructBlock):
    buttons = blocks.ListBlock(ButtonBlock(), label=_("buttons"), min_num=1, max_num=6)
    alignment = blocks.ChoiceBlock(
        label=_("alignment"),
        choices=[("start", _("At the start of the line")), ("center", _("In the middle"))],
        default="start",
    )

    class Meta:
        icon = "link"
        label = _("Buttons")
        group = TEXTS
        description = _("One or several buttons in a row.")
        template = "stores/blocks/buttons.html"

    def sample(self) -> dict[str, Any]:
        return {
            "buttons": [
                sample_link(_now("See all products")),
                {**sample_link(_now("Read more")), "is_quiet": True},
            ],
            "alignment": "center",
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        found = [(button, href_of(button, parent_context)) for button in value["buttons"] or []]
        context["buttons"] = [(button, href) for button, href in found if href and button["label"]]
        return context


class DividerBlock(SampleMixin, blocks.StructBlock):
    style = blocks.ChoiceBlock(
        label=_("look"),
        choices=[("line", _("A line")), ("space", _("Only space"))],
        default="line",
    )
    height = blocks.ChoiceBlock(
        label=_("height"),
        choices=[("small", _("Small")), ("medium", _("Medium")), ("large", _("Large"))],
        default="medium",
    )

    class Meta:
        icon = "horizontalrule"
        label = _("Divider")
        group = TEXTS
        description = _("A line, or space, between two blocks.")
        template = "stores/blocks/divider.html"

    def sample(self) -> dict[str, Any]:
        return {"style": "line", "height": "medium"}
