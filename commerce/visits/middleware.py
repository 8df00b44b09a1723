from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from commerce.models import Visit
from commerce.visits.bots import LONGEST
from commerce.visits.record import Seen, visits
from stores.client_address import client_address
from stores.models import Store
from stores.probe import is_probe

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PURPOSES = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")
AHEAD = ("prefetch", "preview")


class VisitMiddleware:
    """Notes who of the shoppers looked at a page. No query, no cookie; what is noted is written
    seconds later (``stores.buffers``).

    Left out: whoever asks not to be counted (Global Privacy Control, Do Not Track), pages fetched
    ahead or shown inside others, staff, and all that is no page; programs when it is written."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        step = getattr(request, "_visit_step", None)
        if (step or is_page(request, response)) and is_shopper(request):
            visits.add(seen(request, step or Visit.Step.VISIT))
        return response


def is_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not request.path.startswith("/admin/")
    )


def is_shopper(request: HttpRequest) -> bool:
    """Only staff have a session; what they preview is asked for with it, too."""
    headers = request.headers
    if is_probe(request):
        return False
    if request.store.is_platform or settings.SESSION_COOKIE_NAME in request.COOKIES:  # type: ignore[attr-defined]
        return False
    if headers.get("Sec-GPC") == "1" or headers.get("DNT") == "1":
        return False
    if any(headers.get(name, "").startswith(AHEAD) for name in PURPOSES):
        return False
    # In a frame: the editor's preview, or somebody else's page.
    return headers.get("Sec-Fetch-Dest", "document") in ("document", "empty")


def seen(request: HttpRequest, step: int) -> Seen:
    store: Store = request.store  # type: ignore[attr-defined]
    return Seen(
        store.pk,
        timezone.now().astimezone(ZoneInfo(store.time_zone)).date(),
        client_address(request),
        request.headers.get("User-Agent", "")[:LONGEST],
        int(step),
    )
