"""All products, a category, search: the same list with something else on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.forms.browse import RELEVANCE, Browse, parse_browse
from catalog.models import Category, ProductIndex
from catalog.selectors.cards import ProductCard, cards_in_order
from catalog.selectors.listing import (
    SORTS,
    Found,
    Order,
    by_relevance,
    clean_search,
    find_page,
    find_products,
)
from stores.models import Store


@dataclass(frozen=True, slots=True)
class SortChoice:
    value: str
    label: str
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What ``catalog/listing.html`` shows below its heading."""

    cards: list[ProductCard]
    found: Found
    sorts: list[SortChoice]
    query: str
    """Query string without the page, to be followed by one."""
    search: str | None = None

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


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    browse = parse_browse(request.GET)
    listing = make_listing(find_products(store_of(request)), browse, SORTS[browse.sort].order)
    return render(request, "catalog/products.html", {"listing": listing})


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Category, slug=slug)
    browse = parse_browse(request.GET)
    matching = find_products(store_of(request), category_id=shown.pk)
    listing = make_listing(matching, browse, SORTS[browse.sort].order)
    return render(request, "catalog/category.html", {"category": shown, "listing": listing})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    store = store_of(request)
    words = clean_search(request.GET.get("q", ""))
    browse = parse_browse(request.GET, default_sort=RELEVANCE)
    order = by_relevance(words, store.language)
    if browse.sort != RELEVANCE:
        order = SORTS[browse.sort].order
    listing = make_listing(find_products(store, search=words), browse, order, search=words)
    return render(request, "catalog/search.html", {"listing": listing, "words": words})


def make_listing(
    matching: QuerySet[ProductIndex], browse: Browse, order: Order, *, search: str | None = None
) -> Listing:
    found = find_page(matching, page=browse.page, order=order)
    if found is None:
        raise Http404("No such page.")
    default = "newest" if search is None else RELEVANCE
    kept: dict[str, Any] = {"q": search} if search else {}
    if browse.sort != default:
        kept["sort"] = browse.sort
    choices = {name: str(sort.label) for name, sort in SORTS.items()}
    if search is not None:
        choices = {RELEVANCE: _("Best match"), **choices}
    return Listing(
        cards=cards_in_order(found.product_ids),
        found=found,
        sorts=[SortChoice(name, label, name == browse.sort) for name, label in choices.items()],
        query=urlencode(kept),
        search=search,
    )


def store_of(request: HttpRequest) -> Store:
    return request.store  # type: ignore[attr-defined, no-any-return]
