"""What is offered while somebody types in the search box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.selectors.cards import cards_in_order
from catalog.selectors.listing import by_relevance, clean_search, find_products
from stores.models import Store

PRODUCTS = 6


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A piece of HTML: links, to be put below the search box."""
    store: Store = request.store  # type: ignore[attr-defined]
    words = clean_search(request.GET.get("q", ""))
    matching = find_products(store, search=words).order_by(*by_relevance(words, store.language))
    cards = cards_in_order(list(matching.values_list("product_id", flat=True)[:PRODUCTS]))
    return render(request, "catalog/suggestions.html", {"cards": cards, "words": words})
