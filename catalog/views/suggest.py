from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.selectors.listing import clean_search
from catalog.selectors.suggestions import suggest as suggestions_for

SHORTEST = 2


@require_safe
@cache_control(private=True, max_age=60)
def suggest(request: HttpRequest) -> HttpResponse:
    """What is offered while somebody types in the search box: a piece of HTML to be put below it.
    The browser keeps it for a minute, so that going back a letter asks nobody; with less than two
    letters nobody is asked either."""
    words = clean_search(request.GET.get("q", ""))
    context = {"suggestions": suggestions_for(request, words) if len(words) >= SHORTEST else None}
    return render(request, "catalog/suggestions.html", context)
