"""What the control host shows to whoever wants to open a shop."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from platform_site.country_hints import country_hints
from platform_site.sign_up.begin import begin_sign_up
from platform_site.sign_up.confirm import (
    SignUpGone,
    account_of,
    confirm_sign_up,
    entry_token,
    find_sign_up,
)
from platform_site.sign_up.forms import ConfirmForm, SignUpForm
from platform_site.sign_up.limits import sign_up_try
from stores.actors import PERSON, Actor, acting
from stores.client_address import client_address
from stores.models import PlatformSettings, SignUp, Store
from stores.models.invitation import digest
from stores.scope import platform_scope
from stores.sign_in.limits import waiting_words
from stores.sign_in.views import refuse_for_now

BEGAN = "sign_up_began"
"""Of the session: the sign-ups that were sent from this browser."""
LINK = "sign_up_link"
"""Of the session: the digest of the link's token, so that the token is in one address alone, which
is left at once."""
KEPT = 5


class Page(TemplateResponseMixin, ContextMixin):
    """Never kept by a browser, and told to nobody as where somebody comes from."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        response.headers.setdefault("Referrer-Policy", "same-origin")
        add_never_cache_headers(response)
        return response

    @cached_property
    def is_open(self) -> bool:
        return PlatformSettings.load().sign_up_open

    @property
    def facts(self) -> dict[str, Any]:
        """What every page shows, also one in place of the view's own."""
        return {"is_open": self.is_open, "domain": settings.PLATFORM_DOMAIN}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.facts, **kwargs)


class WelcomeView(Page, TemplateView):
    """The control host's front door: to the sign-up, and to the operators' sign-in."""

    template_name = "platform_site/sign_up/welcome.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("wagtailadmin_home")
        return super().get(request, *args, **kwargs)


class OpenPage(Page):
    """While the sign-up is switched on; else a page that says so."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        if self.is_open:
            return super().dispatch(request, *args, **kwargs)
        response = self.response_class(
            request=request,
            template=["platform_site/sign_up/closed.html"],
            context=self.facts,
            status=404,
        )
        add_never_cache_headers(response)
        return response


@method_decorator([sensitive_post_parameters("password"), csrf_protect], name="dispatch")
class SignUpView(OpenPage, FormView):
    template_name = "platform_site/sign_up/form.html"
    form_class = SignUpForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(country_hints=json.dumps(country_hints()), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if form.is_a_machines:
            return redirect("sign_up:sent")  # It is told nothing, and nothing is done.
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        attempt = sign_up_try(self.request, form.cleaned_data["email"])
        if delay := attempt.count():
            form.add_error(None, waiting_words(delay))
            return refuse_for_now(self.form_invalid(form), delay)
        try:
            sign_up = begin_sign_up(**form.wanted, address=client_address(self.request))
        except ValidationError as error:
            attempt.take_back()  # Nothing was sent.
            form.explain(error)
            return self.form_invalid(form)
        began = [*self.request.session.get(BEGAN, []), str(sign_up.public_id)]
        self.request.session[BEGAN] = began[-KEPT:]
        return redirect("sign_up:sent")


class SentView(OpenPage, TemplateView):
    """The same for everybody, whether or not the address has an account or a mail was sent."""

    template_name = "platform_site/sign_up/sent.html"


class LinkView(View):
    """What the mail's link opens: nothing is made by it, since programs open links, too."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            request.session[LINK] = find_sign_up(digest(token)).token_digest
        except SignUpGone:
            request.session.pop(LINK, None)
        response = redirect("sign_up:confirm")
        response.headers["Referrer-Policy"] = "no-referrer"
        add_never_cache_headers(response)
        return response


@method_decorator([sensitive_post_parameters("password"), csrf_protect], name="dispatch")
class ConfirmView(OpenPage, FormView):
    template_name = "platform_site/sign_up/confirm.html"
    form_class = ConfirmForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.sign_up = find_sign_up(request.session.get(LINK, ""))
        except SignUpGone:
            self.sign_up = None
        return super().dispatch(request, *args, **kwargs)

    sign_up: SignUp | None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.gone() if self.sign_up is None else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.gone() if self.sign_up is None else super().post(request, *args, **kwargs)

    def gone(self) -> HttpResponse:
        return self.response_class(
            request=self.request,
            template=["platform_site/sign_up/gone.html"],
            context=self.facts,
            status=404,
        )

    @property
    def is_same_browser(self) -> bool:
        assert self.sign_up is not None
        return str(self.sign_up.public_id) in self.request.session.get(BEGAN, [])

    @cached_property
    def has_account(self) -> bool:
        assert self.sign_up is not None
        return account_of(self.sign_up) is not None

    @property
    def asks_password(self) -> bool:
        assert self.sign_up is not None
        known = self.has_account and self.sign_up.confirmed_at is None
        return known or not self.is_same_browser

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "asks_password": self.asks_password}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.sign_up is not None
        return super().get_context_data(
            sign_up=self.sign_up, has_account=self.has_account, **kwargs
        )

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        try:
            with acting(Actor(PERSON, address=client_address(self.request))):
                sign_up = confirm_sign_up(
                    token_digest=self.request.session[LINK],
                    is_same_browser=self.is_same_browser,
                    **form.cleaned_data,
                )
        except SignUpGone:
            return self.gone()
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        return self.hand_over(sign_up)

    def hand_over(self, sign_up: SignUp) -> HttpResponse:
        """The button that leads over to the store's host, once. The token is sent in the body of
        its form."""
        with platform_scope():
            store = Store.objects.get(slug=sign_up.store_slug)
            origin = store.absolute_url("")
            store.primary_hostname = store.primary_domain().hostname
        response: Any = self.response_class(
            request=self.request,
            template=["platform_site/sign_up/ready.html"],
            context={
                **self.facts,
                "made": store,
                "token": entry_token(sign_up),
                "enter_url": store.absolute_url("/admin/welcome/"),
                "shop_url": store.absolute_url("/"),
            },
        )
        # The form leads to another host, which must learn where it comes from, and no more.
        response._csp_update = {"form-action": [origin]}
        response.headers["Referrer-Policy"] = "strict-origin"
        return response  # type: ignore[no-any-return]
