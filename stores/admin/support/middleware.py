from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.models import SupportAccess
from stores.services.end_support import end_support
from stores.sessions import SUPPORT_ACCESS

ADMIN = "/admin/"
SIGN_IN = "/admin/login/"
SIGN_OUT = "/admin/logout/"
CLOSED = (
    "/admin/account/",
    "/admin/password_reset/",
    "/admin/security/",
    "/admin/staff/",
    "/admin/invitation/",
)
"""A visitor's own account, password and second factor are looked after on the control host."""

MARK = "galleria_support"
"""A cookie that says nothing but that this browser was here for support: so that the page to
sign in can say why it is shown when the session itself is gone."""


class SupportMiddleware:
    """Holds a support session to its access: its time, its end, and what it may not open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.support_access = None  # type: ignore[attr-defined]
        if not request.path.startswith(ADMIN):
            return self.get_response(request)
        if SUPPORT_ACCESS in request.session:
            request.support_access = access_of(request)  # type: ignore[attr-defined]
            if request.support_access is None:  # type: ignore[attr-defined]
                logout(request)
        explains = request.path == SIGN_IN and bool(request.COOKIES.get(MARK))
        if explains and not request.user.is_authenticated:
            messages.warning(request, ended_text())
        response = self.get_response(request)
        if explains or request.path == SIGN_OUT:  # Who goes by themselves knows why.
            response.delete_cookie(MARK, path=ADMIN)  # type: ignore[attr-defined]
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        access = request.support_access  # type: ignore[attr-defined]
        if access is None:
            return None
        if request.path == SIGN_OUT and request.method == "POST":
            end_support(access=access)
        if request.path.startswith(CLOSED):
            return render(request, "wagtailadmin/404.html", status=404)
        if "export" in request.GET:
            return render(
                request,
                "stores/support/no_export.html",
                {"page_title": _("No exports for support"), "header_icon": "help"},
                status=403,
            )
        return None


def access_of(request: HttpRequest) -> SupportAccess | None:
    """The open access that the session is part of, if its operator is still who is signed in."""
    return SupportAccess.objects.filter(
        pk=request.session[SUPPORT_ACCESS],
        operator_id=request.user.pk,
        ended_at=None,
        expires_at__gt=timezone.now(),
    ).first()


def ended_text() -> str:
    return _(
        "Your support access has ended: its time was up, or the owner or a colleague ended it."
        " Open the admin anew from Center Control (%(host)s) if you need to."
    ) % {"host": settings.CONTROL_HOST}
