"""``GET /internal/tls/ask?domain=``: may a certificate be had for this name?

Caddy asks with the first connection to a name that it does not know (``on_demand_tls``). The
answer is 200 for a host name that a store has proved, or that is the platform's own, as long as
something answers there; else 404. It goes by whatever host it is asked on, redirects nobody, and
costs one query on an index, or none for what is no host name.

Not for the public: it answers our own machine and our proxies (``TRUSTED_PROXIES``) when they ask
by themselves, and whoever knows ``TLS_ASK_TOKEN``. What a proxy passes on for somebody else has
``X-Forwarded-For`` and finds nothing here."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from stores.client_address import is_trusted, parse_address
from stores.models import Domain, Store
from stores.models.domain import hostname_validator
from stores.scope import platform_scope

PATH = "/internal/tls/ask"
PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
LONGEST = 254
SERVES = frozenset(Store.Status.values) - {Store.Status.DISABLED}


class TlsAskMiddleware:
    """Stands before the host is looked at: Caddy asks by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.rstrip("/") != PATH:
            return self.get_response(request)
        status = answer(request)
        response = HttpResponse(f"{status}\n", status=status, content_type="text/plain")
        response.headers["Cache-Control"] = "no-store"
        return response


def answer(request: HttpRequest) -> int:
    if not is_asked_by_us(request):
        return 404
    if request.method not in ("GET", "HEAD"):
        return 405
    names = request.GET.getlist("domain")
    if len(names) != 1 or len(names[0]) > LONGEST:
        return 404
    try:
        return 200 if is_served(names[0].rstrip(".").lower()) else 404
    except DatabaseError:
        return 503


def is_asked_by_us(request: HttpRequest) -> bool:
    token = settings.TLS_ASK_TOKEN
    given = request.GET.get("token", "")
    if token and hmac.compare_digest(token.encode(), given.encode()):
        return True
    peer = parse_address(request.META.get("REMOTE_ADDR", ""))
    if peer is None or any(request.META.get(name) for name in PASSED_ON):
        return False
    return peer.is_loopback or is_trusted(peer)


def is_served(hostname: str) -> bool:
    try:
        hostname_validator(hostname)
    except ValidationError:
        return False
    with platform_scope():
        return Domain.objects.filter(
            hostname=hostname, verified_at__isnull=False, store__status__in=SERVES
        ).exists()
