"""What a store's products can be chosen by, in one language: groups, values and synonyms."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection

from catalog.models import FacetGroup
from stores.models import Store

Kind = FacetGroup.Kind

BOOK = """
SELECT
    (SELECT jsonb_agg(jsonb_build_array(g.id, g.kind, g.slug, g.name, g.position, (
        SELECT jsonb_agg(jsonb_build_array(v.id, v.slug, v.label, v.colour, v.position))
        FROM catalog_facetvalue v WHERE v.store_id = g.store_id AND v.group_id = g.id
    )))
    FROM catalog_facetgroup g WHERE g.store_id = %(store)s AND g.language = %(language)s),
    (SELECT jsonb_agg(s.words) FROM catalog_searchsynonym s
    WHERE s.store_id = %(store)s AND s.language = %(language)s AND %(synonyms)s)
"""


@dataclass(frozen=True, slots=True)
class Value:
    pk: int
    slug: str
    label: str
    colour: str
    position: int

    @property
    def token(self) -> str:
        return f"v{self.pk}"


@dataclass(frozen=True)
class Group:
    pk: int
    kind: str
    slug: str
    name: str
    position: int
    values: list[Value]

    @cached_property
    def by_slug(self) -> dict[str, Value]:
        return {value.slug: value for value in self.values}

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        return tuple(value.token for value in self.values)


@dataclass(frozen=True, slots=True)
class Book:
    groups: list[Group] = field(default_factory=list)
    """In the order they are shown."""
    synonyms: list[str] = field(default_factory=list)
    """Each some words with commas between them."""


def load_book(store: Store, language: str, *, synonyms: bool = False) -> Book:
    """One query. Its size is bounded where facets are made (``index_facets``)."""
    with connection.cursor() as cursor:
        cursor.execute(BOOK, {"store": store.pk, "language": language, "synonyms": synonyms})
        groups, words = (json.loads(text or "[]") for text in cursor.fetchone())
    found = [
        Group(pk, kind, slug, name, position, in_order([Value(*value) for value in values or []]))
        for pk, kind, slug, name, position, values in groups
    ]
    found.sort(key=lambda group: (group.position, group.name.casefold(), group.pk))
    return Book(found, words)


def in_order(values: list[Value]) -> list[Value]:
    """As options have them; then by label, where “9 cm” comes before “10 cm”."""
    return sorted(values, key=lambda value: (value.position, natural(value.label), value.pk))


def natural(label: str) -> list[tuple[int, float, str]]:
    parts = re.findall(r"([0-9]+(?:\.[0-9]+)?)|([^0-9]+)", label.casefold())
    return [(0, float(number), "") if number else (1, 0.0, text) for number, text in parts]
