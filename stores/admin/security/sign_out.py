from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail.admin import messages

from stores.admin.security.base import SecurityScreen
from stores.services.end_session import end_session, session_name
from stores.services.end_sessions import end_sessions
from stores.services.record_audit import record_audit


class SignOutView(SecurityScreen, View):
    """``which``: the name of a session, ``others`` (at this store) or ``everywhere``."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        which = request.POST.get("which", "")
        if which == "everywhere" or which == session_name(request.session.session_key or ""):
            return self.everywhere() if which == "everywhere" else self.here()
        if which == "others":
            self.others()
        elif end_session(user=self.person, name=which):
            record_audit(action="sign_out.others", object=self.person, after={"sessions": 1})
            messages.success(request, _("Signed out on that device."))
        else:
            messages.warning(request, _("You were no longer signed in on that device."))
        return redirect("security")

    def others(self) -> None:
        ended = end_sessions(
            user=self.person,
            store=self.request.store,  # type: ignore[attr-defined]
            keep=self.request.session.session_key,
        )
        record_audit(action="sign_out.others", object=self.person, after={"sessions": ended})
        words = ngettext(
            "Signed out on %(n)s other device.", "Signed out on %(n)s other devices.", ended
        )
        messages.success(self.request, words % {"n": ended})

    def here(self) -> HttpResponse:
        logout(self.request)
        return redirect("wagtailadmin_login")

    def everywhere(self) -> HttpResponse:
        ended = end_sessions(user=self.person)
        record_audit(action="sign_out.everywhere", object=self.person, after={"sessions": ended})
        logout(self.request)
        messages.success(self.request, _("You are signed out everywhere."))
        return redirect("wagtailadmin_login")
