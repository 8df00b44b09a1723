"""Facets of products as they are indexed: what has a name and a value becomes a group of values
with a place in addresses. In the caller's transaction, which holds the lock of the read model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.models import FacetGroup, FacetValue
from catalog.words import WORD, fold, label_key, name_key

Kind = FacetGroup.Kind

MAX_GROUPS = 40
"""Of options and attributes in a language; further ones are no facets."""
MAX_VALUES = {Kind.OPTION: 80, Kind.ATTRIBUTE: 60, Kind.BRAND: 500}
"""A group with more is none that anybody chooses from (such as a part number); what comes later
is found by its words only."""
LONGEST_LABEL = 60

TAKEN = frozenset(
    {"page", "sort", "q", "price", "available", "sale", "category", "rating", "variant", "max",
     "min", "partial"}
)  # fmt: skip
"""Words that mean something else in the address of a list."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to choose a product by."""

    kind: str
    name: str
    label: str
    colour: str = ""
    position: int = 0
    group_position: int = 0

    @property
    def group_key(self) -> str:
        return self.kind if self.kind == Kind.BRAND else name_key(self.name)

    @property
    def key(self) -> str:
        return label_key(self.label)


class FacetBook:
    """The groups and values of a store in one language, which grow as products come."""

    def __init__(self, store_id: int, language: str) -> None:
        self.store_id = store_id
        self.language = language
        groups = FacetGroup.objects.filter(store_id=store_id, language=language)
        self.groups = {self.name_of(group): group for group in groups}
        values = FacetValue.objects.filter(store_id=store_id, group__in=groups)
        self.values = {(value.group_id, value.key): value for value in values}

    @staticmethod
    def name_of(group: FacetGroup) -> str:
        return group.kind if group.kind == Kind.BRAND else group.key

    def tokens(self, facts: Iterable[Fact]) -> set[str]:
        """Those of the values that these facts name; unknown ones are made, within bounds."""
        found = set()
        for fact in facts:
            if not fact.key or not fact.group_key or len(fact.label) > LONGEST_LABEL:
                continue
            group = self.groups.get(fact.group_key) or self.add_group(fact)
            if group is None:
                continue
            value = self.values.get((group.pk, fact.key)) or self.add_value(group, fact)
            if value is None:
                continue
            if fact.colour and value.colour != fact.colour:
                value.colour = fact.colour
                value.save(update_fields=["colour"])
            found.add(value.token)
        return found

    def add_group(self, fact: Fact) -> FacetGroup | None:
        if len(self.groups) >= MAX_GROUPS:
            return None
        used = {group.slug for group in self.groups.values()} | TAKEN
        name = fact.kind if fact.kind == Kind.BRAND else fact.name
        group = FacetGroup.objects.create(
            store_id=self.store_id,
            language=self.language,
            kind=fact.kind,
            key=fact.group_key,
            slug=free_slug(name, used, 80),
            name=fact.name[:80],
            position=fact.group_position,
        )
        self.groups[fact.group_key] = group
        return group

    def add_value(self, group: FacetGroup, fact: Fact) -> FacetValue | None:
        if group.size >= MAX_VALUES[Kind(group.kind)]:
            return None
        used = {v.slug for (group_id, _key), v in self.values.items() if group_id == group.pk}
        value = FacetValue.objects.create(
            store_id=self.store_id,
            group=group,
            key=fact.key,
            slug=free_slug(fact.label, used, 120),
            label=fact.label,
            colour=fact.colour,
            position=fact.position,
        )
        group.size += 1
        group.save(update_fields=["size"])
        self.values[group.pk, fact.key] = value
        return value


def free_slug(text: str, used: Iterable[str], longest: int) -> str:
    """“1/2 inch” is 1-2-inch; a number behind it where that is taken."""
    taken = set(used)
    begin = "-".join(WORD.findall(fold(text)))[: longest - 5].strip("-") or "x"
    slug, number = begin, 1
    while slug in taken:
        number += 1
        slug = f"{begin}-{number}"
    return slug
