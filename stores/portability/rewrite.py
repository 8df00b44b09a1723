"""Numbers in a row that name other rows, changed by a ``Keys``: at export into positions in the
archive, at import into the numbers that the rows have got. Not only foreign keys: blocks of a
page, links in rich text and whole revisions name rows too."""

from __future__ import annotations

import json
import re
from typing import Any, Protocol

from django.db import models
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.blocks import (
    BaseStreamBlock,
    BaseStructBlock,
    Block,
    ChooserBlock,
    ListBlock,
    RichTextBlock,
)
from wagtail.fields import RichTextField, StreamField

from stores.portability.shapes import PAGE, TRANSLATION, Shape, root_table

TAGS = re.compile(r"<(?:a|embed)\b[^>]*>", re.IGNORECASE)
KIND = re.compile(r'\b(?:linktype|embedtype)="(\w+)"')
NUMBER = re.compile(r'(\bid=")(\d+)(")')
LINKED = {"page": PAGE, "document": "stores_document", "image": "stores_image"}
IN_LOG_DATA = {
    "revision": "wagtailcore_revision",
    "page": PAGE,
    "source": PAGE,
    "destination": PAGE,
}
NOT_TAKEN_ALONG = frozenset({"wagtail_admin_comments"})
NOWHERE = 0
"""In text, where a link must have some number: what it led to is gone."""


class Keys(Protocol):
    def key(self, table: str, value: Any) -> Any:
        """What names the same row on the other side; None if it is not there."""

    def model(self, value: Any) -> type[models.Model] | None:
        """The model that a content type, as named on this side, stands for."""

    def path(self, value: str) -> str: ...

    def url_path(self, value: str) -> str: ...

    def slug(self, page: Any, value: str) -> str:
        """The home page is named after its store."""


def rewrite_row(shape: Shape, row: dict[str, Any], keys: Keys) -> dict[str, Any]:
    """A row as PostgreSQL's ``to_jsonb`` gives it, with its own key under the key's name."""
    if shape.is_generic:
        row["object_id"] = rewrite_object_id(row, keys)
    if shape.table == "wagtailcore_revision":
        model = keys.model(row["content_type_id"])
        if model is not None:
            row["content"] = rewrite_serialized(model, row["content"], keys)
    if "data" in row and shape.table.endswith("logentry"):
        row["data"] = rewrite_log_data(row["data"], keys)
    if shape.table == PAGE:
        rewrite_page(row, keys, row[shape.pk])
    for column, stream in shape.streams.items():
        row[column] = rewrite_block(stream.stream_block, row[column], keys)
    for column in shape.rich_texts:
        row[column] = rewrite_html(row[column], keys)
    for column, target in shape.links.items():
        if row.get(column) is not None:
            row[column] = keys.key(target, row[column])
    return row


def rewrite_page(row: dict[str, Any], keys: Keys, page: Any) -> None:
    row["slug"] = keys.slug(page, row["slug"])
    row["path"] = keys.path(row["path"])
    row["url_path"] = keys.url_path(row["url_path"])
    row[TRANSLATION] = keys.key(TRANSLATION, row[TRANSLATION])


def rewrite_object_id(row: dict[str, Any], keys: Keys) -> str:
    model = keys.model(row["content_type_id"])
    found = None if model is None else keys.key(root_table(model), int(row["object_id"]))
    return str(found or NOWHERE)


def rewrite_serialized(
    model: type[models.Model], data: dict[str, Any], keys: Keys
) -> dict[str, Any]:
    """One object as modelcluster serialises it into a revision, with all its children."""
    if root_table(model) == PAGE:
        rewrite_page(data, keys, data["pk"])
    data["pk"] = None if data.get("pk") is None else keys.key(root_table(model), data["pk"])
    for field in model._meta.concrete_fields:
        if data.get(field.name) is not None:
            data[field.name] = rewrite_value(field, data[field.name], keys)
    for relation in get_all_child_m2m_relations(model):
        table = root_table(relation.remote_field.model)
        data[relation.name] = [keys.key(table, pk) for pk in data.get(relation.name) or []]
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        children = [] if name in NOT_TAKEN_ALONG else data.get(name) or []
        data[name] = [rewrite_serialized(relation.related_model, c, keys) for c in children]
    return data


def rewrite_value(field: Any, value: Any, keys: Keys) -> Any:
    if isinstance(field, models.ForeignKey):
        return keys.key(root_table(field.remote_field.model), value)
    if isinstance(field, StreamField):
        blocks = json.loads(value) if isinstance(value, str) else value
        return json.dumps(rewrite_block(field.stream_block, blocks, keys), ensure_ascii=False)
    if isinstance(field, RichTextField):
        return rewrite_html(value, keys)
    return value


def rewrite_block(block: Block, value: Any, keys: Keys) -> Any:
    """A block's value as it is stored; what its definition no longer knows stays as it is."""
    if value is None:
        return None
    if isinstance(block, BaseStreamBlock):
        return [rewrite_child(block, child, keys) for child in value]
    if isinstance(block, ListBlock):
        return [rewrite_item(block.child_block, item, keys) for item in value]
    if isinstance(block, BaseStructBlock) and isinstance(value, dict):
        known = block.child_blocks
        return {k: rewrite_block(known[k], v, keys) if k in known else v for k, v in value.items()}
    if isinstance(block, ChooserBlock):
        return keys.key(root_table(block.target_model), value)
    if isinstance(block, RichTextBlock):
        return rewrite_html(value, keys)
    return value


def rewrite_child(block: BaseStreamBlock, child: dict[str, Any], keys: Keys) -> dict[str, Any]:
    definition = block.child_blocks.get(child.get("type"))
    if definition is None:
        return child
    return {**child, "value": rewrite_block(definition, child.get("value"), keys)}


def rewrite_item(block: Block, item: Any, keys: Keys) -> Any:
    """Items of lists carry their id since Wagtail 2.16; older ones are bare."""
    if isinstance(item, dict) and item.get("type") == "item":
        return {**item, "value": rewrite_block(block, item["value"], keys)}
    return rewrite_block(block, item, keys)


def rewrite_html(html: str, keys: Keys) -> str:
    def tag(match: re.Match[str]) -> str:
        kind = KIND.search(match[0])
        table = LINKED.get(kind[1]) if kind else None
        if table is None:
            return match[0]
        return NUMBER.sub(
            lambda number: f"{number[1]}{keys.key(table, int(number[2])) or NOWHERE}{number[3]}",
            match[0],
        )

    return TAGS.sub(tag, html)


def rewrite_log_data(data: Any, keys: Keys) -> Any:
    if not isinstance(data, dict):
        return data
    return {
        name: {**value, "id": keys.key(IN_LOG_DATA[name], value["id"])}
        if name in IN_LOG_DATA and isinstance(value, dict) and isinstance(value.get("id"), int)
        else rewrite_log_data(value, keys)
        for name, value in data.items()
    }
