"""What a store answers that is not open, or in maintenance: docs/lifecycle.md as code."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from stores.models import Store
from stores.views import errors

ADMIN_PREFIX = "/admin/"
ONES_OWN = (
    "/admin/login/",
    "/admin/logout/",
    "/admin/password_reset/",
    "/admin/support/",
    "/admin/security/",
    "/admin/settings/support/",
    "/admin/announcements/",
    "/admin/dismissibles/",
)
"""A person's own sign-in and what they have read; who is let in for support."""
LOOKS = ("/theme/", "/media/")
PAYMENTS_UNDER_WAY = ("/payments/", "/webhooks/")
ORDERS = "/orders/"
ROBOTS = "/robots.txt"
"""Says itself what crawlers may read of a store that is not open."""
READS = ("GET", "HEAD", "OPTIONS")

Status = Store.Status
Refusal = HttpResponse | None


class StoreStateMiddleware:
    """Stands behind the language, so that the answer is in the store's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refused = refusal(request)
        if refused is not None:
            return refused
        response = self.get_response(request)
        if getattr(request, "is_store_preview", False):
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex"
        return response


def refusal(request: HttpRequest) -> Refusal:
    """None where the request may go on. Asks the database only for whom a store that is not open
    yet might be shown to."""
    store: Store = request.store  # type: ignore[attr-defined]
    if store.is_platform:
        return None
    if store.status != Status.ACTIVE:
        return ANSWERS[Status(store.status)](request)
    return in_maintenance(request)


def in_maintenance(request: HttpRequest) -> Refusal:
    """The shop only: staff work on, and what began before it comes to its end."""
    store: Store = request.store  # type: ignore[attr-defined]
    if not (store.in_maintenance or store.platform_in_maintenance):
        return None
    if request.path.startswith(ADMIN_PREFIX) or stays_open(request):
        return None
    return errors.store_in_maintenance(request)


def pending(request: HttpRequest) -> Refusal:
    if request.path.startswith(ADMIN_PREFIX) or stays_open(request):
        return None
    if may_preview(request):
        request.is_store_preview = True  # type: ignore[attr-defined]
        return None
    return errors.store_pending(request)


def may_preview(request: HttpRequest) -> bool:
    """Who may enter the store's admin sees the shop as it will be."""
    if not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        return False
    user = get_user(request)
    return user.is_authenticated and user.has_perm("wagtailadmin.access_admin")


def suspended(request: HttpRequest) -> Refusal:
    return read_only(request) if is_admin(request) else shop(request, errors.store_suspended)


def closing(request: HttpRequest) -> Refusal:
    return read_only(request) if is_admin(request) else shop(request, errors.store_closing)


def disabled(request: HttpRequest) -> Refusal:
    return None if request.path.startswith(LOOKS) else errors.store_disabled(request)


def read_only(request: HttpRequest) -> Refusal:
    if request.method in READS or request.path.startswith(ONES_OWN):
        return None
    return errors.store_is_read_only(request)


def shop(request: HttpRequest, answer: Callable[[HttpRequest], HttpResponse]) -> Refusal:
    return None if stays_open(request) else answer(request)


def is_admin(request: HttpRequest) -> bool:
    return request.path.startswith(ADMIN_PREFIX)


def stays_open(request: HttpRequest) -> bool:
    """What a shop that is shut still does for shoppers: it shows its looks on the page that says
    so, ends payments that were under way and shows the orders that they were for."""
    path: str = request.plain_path  # type: ignore[attr-defined]
    if path.startswith(ORDERS):
        return request.method in READS
    return path == ROBOTS or path.startswith(LOOKS + PAYMENTS_UNDER_WAY)


ANSWERS: dict[Status, Callable[[HttpRequest], Refusal]] = {
    Status.PENDING: pending,
    Status.SUSPENDED: suspended,
    Status.CLOSING: closing,
    Status.DISABLED: disabled,
}
