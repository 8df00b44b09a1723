"""Links to pages in texts with formatting: the number of a page is a number.

A forged text may say anything else, at which Wagtail's own would fail: when the text is saved, when
its editor opens it, and for whoever looks at the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    ExternalLinkElementHandler,
    PageLinkElementHandler,
)
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

MOST_DIGITS = 18
"""What a column of the database can hold."""


def is_number(value: object) -> bool:
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


class StoredPageLink(PageLinkHandler):
    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Model]:
        found: list[Model] = super().get_many(
            [attrs if is_number(attrs.get("id")) else {} for attrs in attrs_list]
        )
        return found

    @classmethod
    def extract_references(cls, attrs: dict[str, Any]) -> Iterator[Any]:
        return super().extract_references(attrs) if is_number(attrs.get("id")) else iter(())


class EditedPageLink(PageLinkElementHandler):
    def get_attribute_data(self, attrs: dict[str, Any]) -> Any:
        number = attrs.get("id") if is_number(attrs.get("id")) else 0
        return super().get_attribute_data({**attrs, "id": number})


def sent_link(props: dict[str, Any]) -> Any:
    """As it is stored: what names no page is the text that it stood on."""
    number = props.get("id")
    return link_entity(props) if number is None or is_number(number) else props["children"]


def keep_links_to_pages(features: FeatureRegistry) -> None:
    features.register_link_type(StoredPageLink)
    features.register_converter_rule(
        "contentstate",
        "link",
        {
            "from_database_format": {
                "a[href]": ExternalLinkElementHandler("LINK"),
                'a[linktype="page"]': EditedPageLink("LINK"),
            },
            "to_database_format": {"entity_decorators": {"LINK": sent_link}},
        },
    )
