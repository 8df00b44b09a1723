"""All products, a category, a collection, search: the same list with something else on top."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.forms.browse import CHOSEN, RELEVANCE, parse_browse
from catalog.models import Category, Collection
from catalog.search_terms import note_search
from catalog.selectors.bitmaps import Both, Either, Sorting, Token
from catalog.selectors.cards import newest_cards
from catalog.selectors.collections import content_of
from catalog.selectors.facet_book import load_book
from catalog.selectors.listing import SORTS
from catalog.selectors.search import Search, read_search
from catalog.selectors.translations import named, read, to_its_address, told_in_languages
from catalog.views.listing import Listing, Shelf, make_listing, top_categories
from stores.languages import storefront_language
from stores.models import Store

NEWEST = Sorting(SORTS["newest"].by)
SHOWN_WHEN_EMPTY = 4


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    browse = parse_browse(request.GET)
    shelf = Shelf(request, browse, Both(), NEWEST, categories=top_categories(request))
    return render(request, "catalog/products.html", {"listing": make_listing(shelf)})


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    found = named(Category.objects.filter(live=True), slug, store_of(request)).first()
    if found is None:
        raise Http404("No such category.")
    shown = read(found)
    if elsewhere := to_its_address(request, shown):
        return elsewhere
    told_in_languages(request, shown)
    shelf = Shelf(request, parse_browse(request.GET), Token(f"c{shown.pk}"), NEWEST)
    listing = make_listing(shelf)
    return render(request, "catalog/category.html", {"category": shown, "listing": listing})


@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    found = named(Collection.objects.filter(live=True), slug, store_of(request)).first()
    if found is None:
        raise Http404("No such collection.")
    shown = read(found)
    if elsewhere := to_its_address(request, shown):
        return elsewhere
    told_in_languages(request, shown)
    condition, own_order = content_of(store_of(request), shown)
    is_own = shown.sorting == CHOSEN and shown.kind == Collection.Kind.MANUAL
    default = CHOSEN if is_own else shown.sorting if shown.sorting in SORTS else "newest"
    shelf = Shelf(
        request,
        parse_browse(request.GET, default_sort=default),
        condition,
        own_order,
        own_label=_("Recommended") if is_own else "",
        default_sort=default,
        categories=top_categories(request),
    )
    context = {"collection": shown, "listing": make_listing(shelf)}
    return render(request, "catalog/collection.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Where the words find nothing, what was probably meant is shown, and says so."""
    store = store_of(request)
    language = storefront_language(store)
    book = load_book(store, language, synonyms=True)
    meant, corrected = read_search(store.pk, language, request.GET.get("q", ""), book.synonyms)

    def listing_of(asked: Search) -> Listing:
        return make_listing(
            Shelf(
                request,
                parse_browse(request.GET, default_sort=RELEVANCE),
                asked.condition or Either(),
                asked.sorting,
                own_label=_("Best match"),
                default_sort=RELEVANCE,
                book=book,
                categories=top_categories(request),
                search=asked.typed,
                marked=asked.words,
            )
        )

    listing = listing_of(meant)
    note_search(request, language, meant.typed, listing.found.total)
    context: dict[str, Any] = {"listing": listing, "words": meant.typed}
    if not listing.found.total and not listing.is_filtered and corrected is not None:
        better = listing_of(corrected)
        if better.found.total:
            context = {"listing": better, "words": meant.typed, "corrected": corrected.typed}
    if not context["listing"].found.total and not listing.is_filtered:
        context["newest"] = newest_cards(store, category=None, limit=SHOWN_WHEN_EMPTY)
    return render(request, "catalog/search.html", context)


def store_of(request: HttpRequest) -> Store:
    return request.store  # type: ignore[attr-defined, no-any-return]
