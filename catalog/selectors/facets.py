"""Filters of a list: what the address chooses, the condition that comes of it, and what is shown
with its counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.selectors.bitmaps import AtLeast, Both, Condition, Either, Token, Without
from catalog.selectors.facet_book import Book, Group, Kind, Value
from catalog.selectors.navigation import CategoryNode
from catalog.services.index_rows import price_steps
from stores.money import currency_exponent, format_money, from_minor

MOST_CHOSEN = 20
"""Of one group; what an address names beyond them is ignored."""
MOST_GROUPS = 10
MOST_RANGES = 6
RANGE = re.compile(r"(\d{0,9}(?:\.\d{1,3})?)-(\d{0,9}(?:\.\d{1,3})?)", re.ASCII)
FLAGS = {"available": "available", "sale": "sale"}


@dataclass(frozen=True, slots=True)
class PriceRange:
    """In minor units, both ends included; None is open."""

    low: int | None
    high: int | None
    currency: str

    @property
    def condition(self) -> Condition:
        parts: list[Condition] = []
        if self.low:
            parts.append(AtLeast("p", self.low))
        if self.high is not None:
            parts.append(Without(AtLeast("p", self.high + 1)))
        return Both(tuple(parts))

    @property
    def parameter(self) -> str:
        return f"{self.plain(self.low)}-{self.plain(self.high)}"

    def plain(self, minor: int | None) -> str:
        """“19.99”; no zeros behind the point where there are only zeros."""
        if minor is None:
            return ""
        text = f"{from_minor(minor, self.currency):f}"
        return text.rstrip("0").rstrip(".") if text.endswith("0") and text[-3:] == ".00" else text

    @property
    def label(self) -> str:
        low = self.money(self.low or 0)
        if self.high is None:
            return _("%(price)s and more") % {"price": low}
        if not self.low:
            return _("Up to %(price)s") % {"price": self.money(self.high)}
        return f"{low} – {self.money(self.high)}"

    def money(self, minor: int) -> str:
        return format_money(from_minor(minor, self.currency), self.currency, get_language() or "en")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an address chooses; whatever it names that there is not is left out."""

    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    """By the slug of their group."""
    categories: tuple[CategoryNode, ...] = ()
    prices: tuple[PriceRange, ...] = ()
    own_price: PriceRange | None = None
    """Typed by the shopper; the others are ready ranges."""
    flags: tuple[str, ...] = ()
    rating: int | None = None

    @property
    def conditions(self) -> dict[str, Condition]:
        """By the name of the group: one of what is chosen in it."""
        found: dict[str, Condition] = {
            slug: Either(tuple(Token(value.token) for value in values))
            for slug, values in self.values.items()
        }
        if self.categories:
            found["category"] = Either(tuple(Token(f"c{node.pk}") for node in self.categories))
        if ranges := [*self.prices, *([self.own_price] if self.own_price else [])]:
            found["price"] = Either(tuple(one.condition for one in ranges))
        for flag in self.flags:
            found[flag] = Token(FLAGS[flag])
        if self.rating:
            found["rating"] = Token(f"r{self.rating}")
        return found


def read_chosen(
    query: QueryDict, book: Book, categories: Sequence[CategoryNode], currency: str
) -> Chosen:
    values = {}
    for group in book.groups:
        slugs = list(dict.fromkeys(query.getlist(group.slug)))[:MOST_CHOSEN]
        if known := tuple(group.by_slug[slug] for slug in slugs if slug in group.by_slug):
            values[group.slug] = known
    nodes = {node.slug: node for node in categories}
    named = list(dict.fromkeys(query.getlist("category")))[:MOST_CHOSEN]
    ready = [read_range(text, currency) for text in query.getlist("price")[:MOST_RANGES]]
    typed = f"{query.get('min', '').strip()}-{query.get('max', '').strip()}".replace(",", ".")
    rating = query.get("rating", "")
    return Chosen(
        values=values,
        categories=tuple(nodes[slug] for slug in named if slug in nodes),
        prices=tuple(dict.fromkeys(one for one in ready if one is not None)),
        own_price=read_range(typed, currency),
        flags=tuple(flag for flag in FLAGS if query.get(flag) == "1"),
        rating=int(rating) if rating in ("2", "3", "4") else None,
    )


def read_range(text: str, currency: str) -> PriceRange | None:
    match = RANGE.fullmatch(text[:40])
    if match is None or not any(match.groups()) or "." in match.groups():
        return None
    low, high = (minor_of(part, currency) for part in match.groups())
    if low is not None and high is not None and low > high:
        low, high = high, low
    return PriceRange(low, high, currency)


def minor_of(text: str, currency: str) -> int | None:
    return int(Decimal(text).scaleb(currency_exponent(currency))) if text else None


def counted_tokens(
    book: Book, categories: Sequence[CategoryNode], currency: str
) -> dict[str, tuple[str, ...]]:
    """By the name of the group."""
    return {
        **{group.slug: group.tokens for group in book.groups},
        "category": tuple(f"c{node.pk}" for node in categories),
        "price": tuple(f"b{n}" for n in range(len(price_steps(currency)))),
        "available": ("available",),
        "sale": ("sale",),
        "rating": ("r2", "r3", "r4"),
    }


def instead_of(
    base: Condition, conditions: Mapping[str, Condition], tokens: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, ...], Condition]:
    """A group is counted as if nothing were chosen in it: its counts say what would be added."""
    return {
        tokens[name]: Both((base, *(part for other, part in conditions.items() if other != name)))
        for name in conditions
        if tokens.get(name)
    }


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    """Of its parameter in the address."""
    value: str
    label: str
    count: int | None
    is_selected: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]
    own_range: tuple[str, str] | None = None
    """What is typed in the two fields of a price; None for what is no price."""

    @property
    def selected(self) -> int:
        typed = self.own_range is not None and any(self.own_range)
        return sum(choice.is_selected for choice in self.choices) + typed


def show_facets(
    book: Book,
    categories: Sequence[CategoryNode],
    chosen: Chosen,
    counts: Mapping[str, int],
    currency: str,
) -> list[Facet]:
    """Those that part the list: with a choice that is taken, or two to take."""
    facets = [show_categories(categories, chosen, counts)]
    facets += [show_group(group, chosen, counts) for group in book.groups]
    facets = [one for one in facets if one.selected or len(one.choices) > 1][:MOST_GROUPS]
    facets.append(show_price(chosen, counts, currency))
    facets.append(show_flags(chosen, counts))
    facets.append(show_rating(chosen, counts))
    return [one for one in facets if one.selected or one.choices]


def show_categories(
    nodes: Sequence[CategoryNode], chosen: Chosen, counts: Mapping[str, int]
) -> Facet:
    picked = {node.pk for node in chosen.categories}
    choices = [
        Choice("category", node.slug, node.name, counts.get(f"c{node.pk}", 0), node.pk in picked)
        for node in nodes
        if counts.get(f"c{node.pk}") or node.pk in picked
    ]
    return Facet("category", _("Category"), choices)


def show_group(group: Group, chosen: Chosen, counts: Mapping[str, int]) -> Facet:
    picked = {value.pk for value in chosen.values.get(group.slug, ())}
    choices = [
        Choice(
            group.slug, value.slug, value.label, counts.get(value.token, 0), value.pk in picked,
            value.colour,
        )
        for value in group.values
        if counts.get(value.token) or value.pk in picked
    ]  # fmt: skip
    label = _("Brand") if group.kind == Kind.BRAND else group.name
    return Facet(group.slug, label, choices)


def show_flags(chosen: Chosen, counts: Mapping[str, int]) -> Facet:
    labels = {"available": _("Available"), "sale": _("On sale")}
    choices = [
        Choice(flag, "1", label, counts.get(FLAGS[flag], 0), flag in chosen.flags)
        for flag, label in labels.items()
        if counts.get(FLAGS[flag]) or flag in chosen.flags
    ]
    return Facet("available", _("Availability"), choices)


def show_rating(chosen: Chosen, counts: Mapping[str, int]) -> Facet:
    choices = [
        Choice(
            "rating", str(stars), _("%(stars)s stars and more") % {"stars": stars},
            counts.get(f"r{stars}", 0), chosen.rating == stars,
        )
        for stars in (4, 3, 2)
        if counts.get(f"r{stars}") or chosen.rating == stars
    ]  # fmt: skip
    return Facet("rating", _("Rating"), choices)


def show_price(chosen: Chosen, counts: Mapping[str, int], currency: str) -> Facet:
    ready = ready_ranges(counts, currency)
    others = [(one, None) for one in chosen.prices if one not in dict(ready)]
    choices = [
        Choice("price", one.parameter, one.label, count, one in chosen.prices)
        for one, count in [*ready, *others]
    ]
    own = chosen.own_price
    typed = (own.plain(own.low), own.plain(own.high)) if own else ("", "")
    if len(choices) < 2 and not any(typed) and not chosen.prices:
        return Facet("price", _("Price"), [])
    return Facet("price", _("Price"), choices, own_range=typed)


def ready_ranges(counts: Mapping[str, int], currency: str) -> list[tuple[PriceRange, int]]:
    """Up to six with something in them; the smallest neighbours are put together."""
    steps = price_steps(currency)
    found = [(n, n, counts[f"b{n}"]) for n in range(len(steps)) if counts.get(f"b{n}")]
    while len(found) > MOST_RANGES:
        at = min(range(len(found) - 1), key=lambda n: found[n][2] + found[n + 1][2])
        (first, _end, some), (_start, last, more) = found[at : at + 2]
        found[at : at + 2] = [(first, last, some + more)]
    ends = [*(step - 1 for step in steps[1:]), None]
    return [
        (PriceRange(steps[first] or None, ends[last], currency), count)
        for first, last, count in found
    ]
