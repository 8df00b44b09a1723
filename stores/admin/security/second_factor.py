"""Setting up a second factor, making new recovery codes, turning it off."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pyotp
import segno
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from stores.admin.security.base import SecurityFormView
from stores.forms.second_factor import PasswordAndCodeForm, SetUpForm
from stores.models import SecondFactor
from stores.services.end_sessions import end_sessions
from stores.sign_in.finish import SECOND_FACTOR_GIVEN
from stores.sign_in.second_factor import (
    WrongCode,
    confirm_second_factor,
    has_second_factor,
    make_recovery_codes,
    mark_of,
    prepare_second_factor,
    remove_second_factor,
    use_code,
)

SHOWN = "second_factor_shown"
"""Of the session: which secret it was shown to set up an app with."""


class CodeFormView(SecurityFormView):
    """A form with password and code. ``done`` answers once both are right."""

    form_class = PasswordAndCodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_second_factor(self.person):
            return redirect("security")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response = self.done(form.cleaned_data["code"])
        except WrongCode:
            form.add_error("code", form.wrong)
            return self.form_invalid(form)
        form.attempt.take_back()
        return response

    def done(self, code: str) -> HttpResponse:
        raise NotImplementedError

    def show_codes(self, codes: list[str]) -> HttpResponse:
        """Once: they are kept as digests only."""
        store = self.request.store  # type: ignore[attr-defined]
        lines = [store.name, self.person.email, "", *codes, ""]
        self.template_name = "stores/security/recovery_codes.html"
        return self.render_to_response(
            {
                "codes": codes,
                "page_title": _("Recovery codes"),
                "text_file": "data:text/plain;charset=utf-8," + quote("\n".join(lines)),
            }
        )


class SetUpView(CodeFormView):
    form_class = SetUpForm
    template_name = "stores/security/set_up.html"
    page_title = gettext_lazy("Set up your second factor")
    factor: SecondFactor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        shown = request.session.get(SHOWN, "")
        self.factor = prepare_second_factor(user=self.person, shown=shown)
        if self.factor.confirmed_at:
            return redirect("security")
        request.session[SHOWN] = mark_of(self.factor)
        return super(CodeFormView, self).dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        store, secret = self.request.store, self.factor.secret  # type: ignore[attr-defined]
        address = pyotp.TOTP(secret).provisioning_uri(
            name=self.person.email, issuer_name=store.name
        )
        return super().get_context_data(
            **kwargs,
            qr_code=segno.make(address, error="m").svg_data_uri(scale=4, light="#fff"),
            key=" ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
            is_required=store.asks_second_factor,
        )

    def done(self, code: str) -> HttpResponse:
        with transaction.atomic():
            codes = confirm_second_factor(user=self.person, code=code)
            end_sessions(user=self.person, keep=self.request.session.session_key)
        self.request.session.pop(SHOWN, None)
        self.request.session[SECOND_FACTOR_GIVEN] = True
        return self.show_codes(codes)


class NewCodesView(CodeFormView):
    page_title = gettext_lazy("Make new recovery codes")
    submit_button_label = gettext_lazy("Make new codes")
    extra_context = {"introduction": gettext_lazy("The old ones can no longer be used then.")}

    def done(self, code: str) -> HttpResponse:
        use_code(user=self.person, code=code)
        return self.show_codes(make_recovery_codes(user=self.person))


class TurnOffView(CodeFormView):
    page_title = gettext_lazy("Turn off the second factor")
    submit_button_label = gettext_lazy("Turn off")
    extra_context = {
        "introduction": gettext_lazy(
            "Your password alone will sign you in then, at every store where you sign in with"
            " this e-mail address. You are signed out on all other devices."
        )
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.store.asks_second_factor:  # type: ignore[attr-defined]
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def done(self, code: str) -> HttpResponse:
        with transaction.atomic():
            use_code(user=self.person, code=code)
            remove_second_factor(user=self.person)
            end_sessions(user=self.person, keep=self.request.session.session_key)
        self.request.session.pop(SECOND_FACTOR_GIVEN, None)
        messages.success(self.request, _("Your second factor is turned off."))
        return redirect("security")
