from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from stores.sessions import SUPPORT_ACCESS
from stores.sign_in.finish import SECOND_FACTOR_GIVEN
from stores.sign_in.second_factor import has_second_factor

STAYS_OPEN = (
    "/admin/login/",
    "/admin/logout/",
    "/admin/password_reset/",
    "/admin/security/second-factor/set-up/",
    "/admin/sprite/",
    "/admin/jsi18n/",
)


class RequireSecondFactorMiddleware:
    """Where a second factor is required, who has none sets one up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/admin/") or not lacks_second_factor(request):
            return self.get_response(request)
        if request.path.startswith(STAYS_OPEN):
            return self.get_response(request)
        if asks_for_data(request):
            return HttpResponse(_("Set up your second factor first."), status=403)
        return HttpResponseRedirect(reverse("security_set_up"))


def lacks_second_factor(request: HttpRequest) -> bool:
    """Operators who visit for support have shown theirs on the control host, if it is required
    there. The session remembers who has one; it ends when that one is taken away."""
    if not request.store.asks_second_factor:  # type: ignore[attr-defined]
        return False
    if not request.user.is_authenticated or SUPPORT_ACCESS in request.session:
        return False
    if request.session.get(SECOND_FACTOR_GIVEN):
        return False
    if has_second_factor(request.user):
        request.session[SECOND_FACTOR_GIVEN] = True
        return False
    return True


def asks_for_data(request: HttpRequest) -> bool:
    """A script asks, which would take a page for its answer."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    accepts = request.headers.get("Accept", "*/*")
    return request.path.startswith("/admin/api/") or not (
        "text/html" in accepts or "*/*" in accepts
    )
