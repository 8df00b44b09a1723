"""What ``catalog/listing.html`` shows below its heading, and how it comes about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from catalog.forms.browse import Browse
from catalog.selectors.bitmaps import Answer, Both, Condition, Question, Sorting, ask
from catalog.selectors.cards import ProductCard, cards_in_order
from catalog.selectors.facet_book import Book, load_book
from catalog.selectors.facets import (
    Chosen,
    Facet,
    counted_tokens,
    instead_of,
    read_chosen,
    show_facets,
)
from catalog.selectors.listing import PAGE_SIZE, SORTS, Found, page_of
from catalog.selectors.navigation import CategoryNode, navigation_of
from stores.languages import storefront_language
from stores.models import Store


@dataclass(frozen=True, slots=True)
class SortChoice:
    value: str
    label: str
    is_selected: bool
    query: str
    """Of the same list in this order."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice that is taken, and the address without it."""

    group: str
    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Listing:
    cards: list[ProductCard]
    found: Found
    sorts: list[SortChoice]
    query: str
    """Query string without the page, to be followed by one."""
    search: str | None = None
    facets: list[Facet] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    clear_query: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)
    """What the form of the filters keeps."""
    marked: tuple[str, ...] = ()
    """Words to be marked in names."""

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips)

    @property
    def previous_page(self) -> int | None:
        return self.found.page - 1 if self.found.page > 1 else None

    @property
    def next_page(self) -> int | None:
        return self.found.page + 1 if self.found.page < self.found.pages else None

    @property
    def page_numbers(self) -> list[int | None]:
        """First, last and the neighbours; None stands for those left out."""
        near = {1, self.found.pages, *range(self.found.page - 1, self.found.page + 2)}
        numbers: list[int | None] = []
        for number in sorted(n for n in near if 1 <= n <= self.found.pages):
            if numbers and numbers[-1] != number - 1:
                numbers.append(None)
            numbers.append(number)
        return numbers


@dataclass(frozen=True, slots=True)
class Shelf:
    """The list of a request before it is asked for: what is in it, and how it may be narrowed."""

    request: HttpRequest
    browse: Browse
    condition: Condition
    own_order: Sorting
    """Where the address names no sorting."""
    own_label: str = ""
    """What that is called, where it is none of the usual."""
    default_sort: str = "newest"
    book: Book | None = None
    categories: list[CategoryNode] = field(default_factory=list)
    search: str | None = None
    marked: tuple[str, ...] = ()
    is_preview: bool = False
    """In the editor: nothing is chosen, whatever the address says."""

    @property
    def store(self) -> Store:
        return self.request.store  # type: ignore[attr-defined, no-any-return]

    @property
    def sorting(self) -> Sorting:
        if self.browse.sort == self.default_sort:
            return self.own_order
        return Sorting(SORTS[self.browse.sort].by)


def top_categories(request: HttpRequest) -> list[CategoryNode]:
    return navigation_of(request).categories


def make_listing(shelf: Shelf) -> Listing:
    """Three queries: what there is to choose by, the products with all counts, their cards."""
    store, language = shelf.store, storefront_language(shelf.store)
    book = shelf.book or load_book(store, language)
    query = QueryDict() if shelf.is_preview else shelf.request.GET
    chosen = read_chosen(query, book, shelf.categories, store.currency)
    conditions = chosen.conditions
    tokens = counted_tokens(book, shelf.categories, store.currency)
    answer = ask(
        store.pk,
        language,
        Question(
            condition=Both((shelf.condition, *conditions.values())),
            sorting=shelf.sorting,
            counted=tuple(dict.fromkeys(token for group in tokens.values() for token in group)),
            instead=instead_of(shelf.condition, conditions, tokens),
            start=(shelf.browse.page - 1) * PAGE_SIZE,
            size=PAGE_SIZE,
        ),
    )
    found = page_of(answer, shelf.browse.page)
    if found is None:
        raise Http404("No such page.")
    return present(shelf, book, chosen, answer, found)


def present(shelf: Shelf, book: Book, chosen: Chosen, answer: Answer, found: Found) -> Listing:
    facets = show_facets(book, shelf.categories, chosen, answer.counts, shelf.store.currency)
    kept = kept_of(shelf)
    taken = taken_of(facets, chosen)
    return Listing(
        cards=cards_in_order(found.product_ids),
        found=found,
        sorts=sorts_of(shelf, taken),
        query=urlencode([*kept, *taken]),
        search=shelf.search,
        facets=facets,
        chips=list(chips_of(facets, chosen, kept, taken)),
        clear_query=urlencode(kept),
        hidden=kept,
        marked=shelf.marked,
    )


def kept_of(shelf: Shelf) -> list[tuple[str, str]]:
    """What stays in an address whatever is chosen: words and sorting."""
    kept = [("q", shelf.search)] if shelf.search else []
    if shelf.browse.sort != shelf.default_sort:
        kept.append(("sort", shelf.browse.sort))
    return kept


def taken_of(facets: list[Facet], chosen: Chosen) -> list[tuple[str, str]]:
    """What is chosen, as an address says it: in one order and once, whatever was asked for."""
    taken = [
        (choice.name, choice.value) for facet in facets for choice in facet.choices
        if choice.is_selected
    ]  # fmt: skip
    if own := chosen.own_price:
        taken += [(name, text) for name, text in typed_price(own) if text]
    return taken


def typed_price(own: Any) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("min", own.plain(own.low)), ("max", own.plain(own.high))


def chips_of(
    facets: list[Facet], chosen: Chosen, kept: list[tuple[str, str]], taken: list[tuple[str, str]]
) -> Iterable[Chip]:
    def without(*parameters: tuple[str, str]) -> str:
        return urlencode([*kept, *(one for one in taken if one not in parameters)])

    for facet in facets:
        for choice in facet.choices:
            if choice.is_selected:
                yield Chip(facet.label, choice.label, without((choice.name, choice.value)))
    if own := chosen.own_price:
        yield Chip(_("Price"), own.label, without(*typed_price(own)))


def sorts_of(shelf: Shelf, taken: list[tuple[str, str]]) -> list[SortChoice]:
    labels = {name: str(sort.label) for name, sort in SORTS.items()}
    if shelf.own_label:
        labels = {shelf.default_sort: shelf.own_label, **labels}
    base = [("q", shelf.search)] if shelf.search else []
    return [
        SortChoice(
            name, label, name == shelf.browse.sort, urlencode([*base, *taken, ("sort", name)])
        )
        for name, label in labels.items()
    ]
