"""Pages that say why there is nothing to see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def unknown_host(request: HttpRequest) -> HttpResponse:
    """A host that is nobody's: plain text, no store's looks, no database."""
    return HttpResponse(
        "404 Not found: no store lives at this address.\n", content_type="text/plain", status=404
    )


def bad_request(request: HttpRequest) -> HttpResponse:
    return HttpResponse("400 Bad request\n", content_type="text/plain", status=400)


def store_suspended(request: HttpRequest) -> HttpResponse:
    response = render(request, "stores/suspended.html", status=503)
    response["Retry-After"] = "3600"
    response["Cache-Control"] = "no-store"
    return response


def store_disabled(request: HttpRequest) -> HttpResponse:
    return render(request, "stores/disabled.html", status=410)


def store_is_read_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        _("This store is suspended: you can look at everything and change nothing.") + "\n",
        content_type="text/plain; charset=utf-8",
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Must work with nothing: no database, no template of the store."""
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
