"""What the visitor looked at last. The product page only notes the product in the visitor's own
cookie; what is shown of it comes from an address of its own, so that one product page serves
everybody. ``recent.js`` puts it below the page; without JavaScript it is a page to go to."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from catalog.selectors.recent import MOST, parse_recent, recent_cards, write_recent
from catalog.views.no_cache import for_one_visitor

COOKIE = "recent"
DAYS = 30
BESIDE = 4
"""So many are shown below a product."""


@for_one_visitor
@require_http_methods(["GET", "HEAD", "POST"])
def recent(request: HttpRequest) -> HttpResponseBase:
    """A POST forgets them all."""
    if request.method == "POST":
        response: HttpResponseBase = redirect("catalog:recent")
        response.delete_cookie(COOKIE, path="/", samesite="Lax")
        return response
    seen = parse_recent(request.COOKIES.get(COOKIE, ""))
    if "without" not in request.GET:
        return render(request, "catalog/recent.html", {"cards": recent_cards(seen)})
    without = parse_recent(request.GET["without"].replace("-", ""))
    rest = [public_id for public_id in seen if public_id not in without]
    context = {"cards": recent_cards(rest, limit=BESIDE)}
    return render(request, "catalog/parts/recent_items.html", context)


def note_viewed(request: HttpRequest, response: HttpResponse, public_id: UUID) -> None:
    """Whatever serves a product's page calls this, also for one that comes out of a cache."""
    before = parse_recent(request.COOKIES.get(COOKIE, ""))
    seen = [public_id, *(each for each in before if each != public_id)]
    response.set_cookie(
        COOKIE,
        write_recent(seen[:MOST]),
        max_age=DAYS * 24 * 3600,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
