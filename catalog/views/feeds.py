from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import ceil

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from catalog.feeds import sitemap as sitemaps
from catalog.feeds.kinds import KINDS
from catalog.feeds.merchant import merchant_feed
from stores.client_address import address_group, client_address
from stores.languages import storefront_language
from stores.models import Store
from stores.rate_limits import Limit, take

XML = "application/xml; charset=utf-8"
MAX_KEY = 255
MERCHANT_FEEDS = Limit("merchant_feed", times=30, per=timedelta(hours=1))
"""From one address: it is the largest answer there is, and its readers come daily."""


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    return stream(sitemaps.index(store_of(request), list(KINDS.values())))


@require_safe
def sitemap(request: HttpRequest, kind: str) -> HttpResponseBase:
    start = request.GET.get("from", "")
    if kind not in KINDS or len(start) > MAX_KEY or not start.isprintable():
        raise Http404("No such sitemap.")
    return stream(sitemaps.sitemap(store_of(request), KINDS[kind], start))


@require_safe
def google_merchant(request: HttpRequest) -> HttpResponseBase:
    store = store_of(request)
    if wait := take(MERCHANT_FEEDS, address_group(client_address(request))):
        response = HttpResponse("Too many requests\n", content_type="text/plain", status=429)
        response["Retry-After"] = str(ceil(wait.total_seconds()))
        return response
    return stream(merchant_feed(store, storefront_language(store)))


def stream(chunks: Iterator[str]) -> StreamingHttpResponse:
    """Sent while it is made, in the store's scope (stores.middleware)."""
    response = StreamingHttpResponse(chunks, content_type=XML)
    response["Cache-Control"] = "public, max-age=600"
    response["X-Robots-Tag"] = "noindex"  # To be read by machines, not found by people.
    return response


def store_of(request: HttpRequest) -> Store:
    return request.store  # type: ignore[attr-defined, no-any-return]
