from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.forms.review import ReviewForm
from catalog.models import Product
from catalog.selectors.reviews import SORTS, counts_as_json, page_of_reviews, ratings_from_json
from catalog.services.review_links import order_of_buyer
from catalog.services.reviews import write_review as write
from catalog.views.no_cache import for_one_visitor
from catalog.views.traps import TRAP, is_too_often, is_trapped
from stores.languages import storefront_language
from stores.rate_limits import Limit

REVIEWS = Limit("reviews", 5, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    query: str
    is_selected: bool


@require_safe
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """All published reviews of a product: ``?page=``, ``?sort=``, ``?stars=``."""
    product = published_product(slug)
    ratings = ratings_from_json(product.review_counts)  # type: ignore[attr-defined]
    sort = request.GET.get("sort", "newest")
    sort = sort if sort in SORTS else "newest"
    stars = request.GET.get("stars", "")
    only = int(stars) if stars in ("1", "2", "3", "4", "5") else None
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdecimal() and len(number) <= 6):
        raise Http404("No such page.")
    shown = page_of_reviews(product, page=int(number), sort=sort, stars=only, ratings=ratings)
    if shown is None:
        raise Http404("No such page.")
    context = {
        "reviewed": product,
        "ratings": ratings,
        "shown": shown,
        "stars": only,
        "sorts": [Link(str(SORTS[s][0]), query_of(s, only), s == sort) for s in SORTS],
        "query": query_of(sort, only),
    }
    return render(request, "catalog/reviews.html", context)


def query_of(sort: str, stars: int | None) -> str:
    """Without the page and what goes without saying."""
    kept = {"sort": sort if sort != "newest" else "", "stars": stars or ""}
    return urlencode({name: value for name, value in kept.items() if value})


@for_one_visitor
@require_http_methods(["GET", "HEAD", "POST"])
def write_review(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form; once it is sent, a redirect to the product, so that reloading sends nothing
    again. ``?buyer=`` is the link of somebody who bought the product."""
    product = published_product(slug)
    signed = request.POST.get("buyer") or request.GET.get("buyer", "")
    order_id = order_of_buyer(product, signed)
    context = {"reviewed": product, "buyer": signed if order_id else ""}
    if request.method != "POST":
        return show(request, ReviewForm(), context, 200)
    form = ReviewForm(request.POST)
    if is_trapped(request):
        return thank(request, product)
    if not form.is_valid():
        return show(request, form, context, 422)
    if is_too_often(request, REVIEWS):
        form.add_error(None, _("You have sent several reviews already. Try again in an hour."))
        return show(request, form, context, 429)
    language = storefront_language(request.store)  # type: ignore[attr-defined]
    try:
        write(product=product, written=form.written(language), order_id=order_id)
    except ValidationError as error:
        form.add_error(None, error)
        return show(request, form, context, 422)
    return thank(request, product)


def published_product(slug: str) -> Product:
    found = Product.objects.filter(slug=slug, live=True, variants__retired_at=None)
    product = found.annotate(review_counts=counts_as_json()).distinct().first()
    if product is None:
        raise Http404("No such product.")
    return product


def show(
    request: HttpRequest, form: ReviewForm, context: dict[str, Any], status: int
) -> HttpResponse:
    context = {**context, "form": form, "trap": TRAP}
    return render(request, "catalog/write_review.html", context, status=status)


def thank(request: HttpRequest, product: Product) -> HttpResponseBase:
    messages.success(
        request, _("Thank you. Your review appears here as soon as the store has looked at it.")
    )
    return redirect(product)
