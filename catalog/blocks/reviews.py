from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from stores.blocks.base import VISITORS, SampleMixin, is_sample


class ReviewsBlock(SampleMixin, blocks.StructBlock):
    """The newest published reviews, of one product or of all."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    product = SnippetChooserBlock(
        "catalog.Product",
        label=_("product"),
        required=False,
        help_text=_("Empty: reviews of any product."),
    )
    minimum = blocks.IntegerBlock(
        label=_("from how many stars on"), default=1, min_value=1, max_value=5
    )
    limit = blocks.IntegerBlock(label=_("how many"), default=3, min_value=1, max_value=12)

    class Meta:
        icon = "openquote"
        label = _("Reviews")
        group = VISITORS
        description = _("The newest reviews that you have published.")
        template = "catalog/blocks/reviews.html"

    def sample(self) -> dict[str, Any]:
        return {"heading": _now("What customers say"), "minimum": 4, "limit": 3}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from catalog.selectors.newest_reviews import newest_reviews, sample_reviews

        context = super().get_context(value, parent_context=parent_context)
        product = value.get("product")
        reviews = newest_reviews(
            product_id=product.pk if product is not None else None,
            minimum=value.get("minimum") or 1,
            limit=value.get("limit") or 3,
        )
        if not reviews and is_sample(parent_context):
            reviews = sample_reviews()
        context["reviews"] = reviews
        return context
