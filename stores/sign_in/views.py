"""Signing in: the password, and the code of those who have a second factor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin.views.account import LoginView

from stores.forms.second_factor import CodeForm, RecoveryCodeForm
from stores.models import User
from stores.services.record_audit import record_audit
from stores.sign_in.finish import finish_sign_in
from stores.sign_in.limits import code_try, retry_after, waiting_words, write_down_limited
from stores.sign_in.pending import PendingSignIn, begin_pending, pending_sign_in
from stores.sign_in.second_factor import (
    FEW_LEFT,
    WrongCode,
    has_second_factor,
    use_code,
    use_recovery_code,
)


def refuse_for_now(response: HttpResponse, delay: Any) -> HttpResponse:
    """Status and header of an answer that says how long to wait."""
    response.status_code = 429
    response.headers["Retry-After"] = retry_after(delay)
    return response


class SignInView(LoginView):
    def form_valid(self, form: Any) -> HttpResponse:
        user, remember = form.get_user(), form.cleaned_data["remember"]
        if has_second_factor(user):
            begin_pending(self.request, user, remember=remember, next=self.get_success_url())
            return HttpResponseRedirect(reverse("sign_in_code"))
        return finish_sign_in(self.request, user, remember=remember, next=self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        return refuse_for_now(response, form.delay) if form.delay else response


@method_decorator([sensitive_post_parameters(), csrf_protect, never_cache], name="dispatch")
class CodeView(FormView):
    """The second step. Who has not typed a password a moment ago is sent to the first."""

    form_class = CodeForm
    template_name = "stores/security/code.html"
    by_recovery_code = False
    pending: PendingSignIn
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = pending_sign_in(request)
        if found is None:
            return HttpResponseRedirect(reverse("wagtailadmin_login"))
        self.pending, self.user = found
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        attempt = code_try(self.request, self.user)
        if delay := attempt.count():
            write_down_limited(self.user.email, "second factor")
            form.add_error(None, waiting_words(delay))
            return refuse_for_now(self.form_invalid(form), delay)
        try:
            self.use(form.cleaned_data["code"])
        except WrongCode:
            record_audit(
                action="sign_in.refused", object_name=self.user.email, reason="second factor"
            )
            form.add_error("code", form.wrong)
            return self.form_invalid(form)
        attempt.take_back()
        return finish_sign_in(
            self.request,
            self.user,
            remember=self.pending.remember,
            next=self.pending.next,
            by_code=True,
        )

    def use(self, code: str) -> None:
        use_code(user=self.user, code=code)


class RecoveryCodeView(CodeView):
    form_class = RecoveryCodeForm
    by_recovery_code = True

    def use(self, code: str) -> None:
        left = use_recovery_code(user=self.user, code=code)
        if left > FEW_LEFT:
            return
        messages.warning(
            self.request,
            ngettext(
                "You have %(n)s recovery code left. Make new ones under Account, Security.",
                "You have %(n)s recovery codes left. Make new ones under Account, Security.",
                left,
            )
            % {"n": left}
            if left
            else _("That was your last recovery code. Make new ones under Account, Security."),
        )
