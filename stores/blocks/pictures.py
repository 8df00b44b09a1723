from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from stores.blocks.base import (
    ALT_HELP,
    PICTURES,
    PLAIN_TEXT,
    DescribedPictureBlock,
    LinkBlock,
    SampleMixin,
    href_of,
    sample_images,
    sample_link,
)
from stores.links import valid_link
from stores.page_pictures import PictureBlock
from stores.videos import VIDEO_KINDS


class MediaWithTextBlock(SampleMixin, blocks.StructBlock):
    image = PictureBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("alternative text"), max_length=250, required=False, help_text=ALT_HELP
    )
    image_side = blocks.ChoiceBlock(
        label=_("side of the picture"),
        choices=[("start", _("Picture first")), ("end", _("Text first"))],
        default="start",
    )
    title = blocks.CharBlock(label=_("title"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("text"), features=PLAIN_TEXT)
    button = LinkBlock(label=_("button"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Media with text")
        group = PICTURES
        description = _("A picture and a text side by side.")
        template = "stores/blocks/media_with_text.html"

    def sample(self) -> dict[str, Any]:
        text = _now("Where it comes from, who makes it, and why that matters to you.")
        return {
            "image": sample_images(1)[0],
            "image_side": "start",
            "title": _now("How it is made"),
            "text": f"<p>{text}</p>",
            "button": sample_link(_now("Read more")),
        }


class CollageItemBlock(DescribedPictureBlock):
    caption = blocks.CharBlock(label=_("caption"), max_length=120, required=False)
    link = LinkBlock(label=_("leads to"), required=False)


class CollageBlock(SampleMixin, blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    pictures = blocks.ListBlock(
        CollageItemBlock(),
        label=_("pictures"),
        min_num=2,
        max_num=5,
        help_text=_("The first one is the largest."),
    )

    class Meta:
        icon = "grip"
        label = _("Collage")
        group = PICTURES
        description = _("Two to five pictures of different size, with captions and links.")
        template = "stores/blocks/collage.html"

    def sample(self) -> dict[str, Any]:
        words = [_now("In the workshop"), _now("At home"), _now("Gifts")]
        return {
            "heading": _now("Around the shop"),
            "pictures": [
                {"image": image, "caption": caption, "link": sample_link("")}
                for image, caption in zip(sample_images(3), words, strict=True)
            ],
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["pictures"] = [
            (picture, href_of(picture.get("link") or {}, parent_context))
            for picture in value.get("pictures") or []
        ]
        return context


class ComparisonBlock(SampleMixin, blocks.StructBlock):
    """Two pictures of one thing. Without its script they stand side by side."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    before = DescribedPictureBlock(label=_("before"))
    before_label = blocks.CharBlock(
        label=_("word for the first"), max_length=40, required=False, help_text=_("Empty: Before.")
    )
    after = DescribedPictureBlock(label=_("after"))
    after_label = blocks.CharBlock(
        label=_("word for the second"), max_length=40, required=False, help_text=_("Empty: After.")
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=250, required=False)

    class Meta:
        icon = "grid"
        label = _("Before and after")
        group = PICTURES
        description = _("Two pictures on top of each other, with a slider between them.")
        template = "stores/blocks/comparison.html"

    def sample(self) -> dict[str, Any]:
        first, second = sample_images(2)
        return {
            "heading": _now("Before and after"),
            "before": {"image": first},
            "after": {"image": second or first},
            "caption": _now("Move the slider to compare."),
        }


class VideoBlock(SampleMixin, blocks.StructBlock):
    """A film of the store's own, or a link to one elsewhere. Nothing of another host is loaded:
    the policy of the pages forbids it, and visitors have not asked for it."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    image = PictureBlock(
        label=_("still picture"), help_text=_("What is seen before the film begins.")
    )
    video = DocumentChooserBlock(
        label=_("film"),
        required=False,
        help_text=_("An uploaded .mp4 or .webm file. It is loaded when somebody starts it."),
    )
    url = blocks.CharBlock(
        label=_("or address of a film elsewhere"),
        max_length=500,
        required=False,
        validators=[valid_link],
        help_text=_("The picture becomes a link to it: it opens there, and not in your shop."),
    )
    text = blocks.TextBlock(
        label=_("what is said and shown"),
        max_length=5000,
        required=False,
        help_text=_("For those who cannot hear or see it; folded below the film."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        group = PICTURES
        description = _("A film that visitors start, or a picture that leads to one elsewhere.")
        template = "stores/blocks/video.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned.get("video")) == bool(cleaned.get("url")):
            error = ValidationError(_("Choose a film or give an address: one of the two."))
            raise StructBlockValidationError({"url": error})
        video = cleaned.get("video")
        if video and video.file_extension.lower() not in VIDEO_KINDS:
            kinds = ", ".join(f".{kind}" for kind in VIDEO_KINDS)
            error = ValidationError(
                _("This is no film. Possible are: %(kinds)s.") % {"kinds": kinds}
            )
            raise StructBlockValidationError({"video": error})
        return cleaned

    def sample(self) -> dict[str, Any]:
        return {
            "title": _now("How we work"),
            "image": sample_images(1)[0],
            "url": "/",
            "text": "",
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        video = value.get("video")
        if video:
            kind = video.file_extension.lower()
            context["video_type"] = f"video/{kind}"
            context["video_url"] = reverse("stores:video", args=[video.pk, video.filename])
        return context
