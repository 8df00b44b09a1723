"""Pages that say why there is nothing to see."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.models import Store
from stores.redirects import redirected

MINUTE, HOUR, DAY = 60, 3600, 86_400


def unknown_host(request: HttpRequest) -> HttpResponse:
    """A host that is nobody's: plain text, no store's looks, no database."""
    return HttpResponse(
        "404 Not found: no store lives at this address.\n", content_type="text/plain", status=404
    )


def bad_request(request: HttpRequest) -> HttpResponse:
    return HttpResponse("400 Bad request\n", content_type="text/plain", status=400)


def store_pending(request: HttpRequest) -> HttpResponse:
    """503 and not 200: to search engines and probes there is no shop yet, only an address to look
    at again, and a page that they never had is not one that they keep."""
    response = closed(request, "stores/pending.html", status=503, retry_after=DAY)
    response["X-Robots-Tag"] = "noindex"
    return response


def store_suspended(request: HttpRequest) -> HttpResponse:
    until: datetime | None = request.store.status_until  # type: ignore[attr-defined]
    seconds = HOUR if until is None else (until - timezone.now()).total_seconds()
    # The worker comes by each minute.
    return closed(
        request, "stores/suspended.html", status=503, retry_after=max(MINUTE, ceil(seconds))
    )


def store_in_maintenance(request: HttpRequest) -> HttpResponse:
    store: Store = request.store  # type: ignore[attr-defined]
    message = store.maintenance_message if store.in_maintenance else ""
    if store.platform_in_maintenance:
        message = message or store.platform_maintenance_message
    context = {"message": message}
    return closed(
        request, "stores/maintenance.html", status=503, retry_after=15 * MINUTE, context=context
    )


def store_closing(request: HttpRequest) -> HttpResponse:
    return closed(request, "stores/disabled.html", status=410)


def store_disabled(request: HttpRequest) -> HttpResponse:
    return closed(request, "stores/disabled.html", status=410)


def closed(
    request: HttpRequest,
    template: str,
    *,
    status: int,
    retry_after: int | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """In the store's looks. Nobody keeps it: the store may be open with the next request, and
    a 410 would be kept like a page (RFC 9110, 15.1)."""
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def store_is_read_only(request: HttpRequest) -> HttpResponse:
    store: Store = request.store  # type: ignore[attr-defined]
    why = (
        _("This store is being closed: you can look at everything and change nothing.")
        if store.status == store.Status.CLOSING
        else _("This store is suspended: you can look at everything and change nothing.")
    )
    return HttpResponse(f"{why}\n", content_type="text/plain; charset=utf-8", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Where it has moved to, if the store knows; or else a page that helps to find it."""
    return redirected(request) or render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Must work with nothing: no database, no template of the store."""
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
