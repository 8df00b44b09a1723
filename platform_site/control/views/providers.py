"""Which payment and shipping providers the platform has, who may use them, what they begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from commerce.models import ProviderSetting
from commerce.selectors.providers import Users, installed, settings_of, users_of
from commerce.services.change_provider import change_provider, switch_provider
from platform_site.control.provider_forms import OFF, ON, ProviderForm, SwitchForm
from platform_site.control.views.base import HOME, ControlPage
from stores.countries import country_names
from stores.models import Plan
from stores.scope import platform_scope

PROVIDERS = {"url": reverse_lazy("control:providers"), "label": gettext_lazy("Providers")}


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str | Promise
    description: str | Promise
    setting: ProviderSetting
    stores: int
    """That offer it now."""
    plans: str
    countries: str
    url: str


class ProvidersView(ControlPage, TemplateView):
    template_name = "platform_site/control/providers.html"
    page_title = gettext_lazy("Providers")
    header_icon = "sliders"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            groups = [(kind.label, rows_of(kind)) for kind in ProviderSetting.Kind]
        return super().get_context_data(groups=groups, **kwargs)


def rows_of(kind: str) -> list[Row]:
    plans = dict(Plan.objects.values_list("code", "name"))
    countries = country_names(get_language() or "en")
    known = settings_of(kind)
    return [
        Row(
            code=code,
            name=provider.name,
            description=provider.description,
            setting=known[code],
            stores=users_of(kind, code).count,
            plans=", ".join(plans.get(plan, plan) for plan in known[code].plans),
            countries=", ".join(countries.get(one, one) for one in known[code].countries),
            url=reverse("control:provider", args=[kind, code]),
        )
        for code, provider in installed(kind).items()
    ]


class ProviderPage(ControlPage):
    header_icon = "sliders"
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, PROVIDERS, {"url": "", "label": self.get_page_title()}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.provider is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    @property
    def kind(self) -> str:
        return str(self.kwargs["kind"])

    @property
    def code(self) -> str:
        return str(self.kwargs["code"])

    @cached_property
    def provider(self) -> Any:
        """None if it is not installed."""
        known = installed(self.kind) if self.kind in ProviderSetting.Kind else {}
        return known.get(self.code)

    @cached_property
    def setting(self) -> ProviderSetting:
        with platform_scope():
            row = ProviderSetting.objects.filter(kind=self.kind, code=self.code).first()
        return row or ProviderSetting(kind=self.kind, code=self.code)

    def get_page_title(self) -> str:
        return str(self.provider.name)


class ProviderView(ProviderPage, FormView):
    template_name = "platform_site/control/provider.html"
    form_class = ProviderForm

    def get_header_buttons(self) -> list[HeaderButton]:
        on = self.setting.is_enabled
        url = reverse("control:provider_switch", args=[self.kind, self.code])
        return [HeaderButton(_("Switch off") if on else _("Switch on"), url=url)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "setting": self.setting,
            "provider": self.provider,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"setting": self.setting, "provider": self.provider, **kwargs}
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with platform_scope():
            form = self.get_form()
            return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: ProviderForm) -> HttpResponse:
        lost = users_of(self.kind, self.code, until=form.would_be())
        if lost.count and not form.cleaned_data["although_used"]:
            form.ask_to_confirm()
            return self.form_invalid(form, lost)
        change_provider(
            kind=self.kind,
            code=self.code,
            plans=form.cleaned_data["plans"],
            countries=form.cleaned_data["countries"],
            defaults=form.given(secret=False),
            secrets=form.given(secret=True),
        )
        messages.success(self.request, _("%(name)s is saved.") % {"name": self.provider.name})
        return redirect("control:providers")

    def form_invalid(self, form: ProviderForm, lost: Users | None = None) -> HttpResponse:
        messages.error(self.request, _("Nothing was saved: see the fields marked below."))
        return self.render_to_response(self.get_context_data(form=form, users=lost))


class SwitchProviderView(ProviderPage, FormView):
    """Says whom switching it off concerns and what happens then, and does it on POST."""

    template_name = "platform_site/control/provider_switch.html"
    form_class = SwitchForm

    def get_initial(self) -> dict[str, Any]:
        return {"to": OFF if self.setting.is_enabled else ON}

    def get_page_title(self) -> str:
        if self.setting.is_enabled:
            return _("Switch %(name)s off") % {"name": self.provider.name}
        return _("Switch %(name)s on") % {"name": self.provider.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            users = users_of(self.kind, self.code)
        return super().get_context_data(
            **{"setting": self.setting, "provider": self.provider, "users": users, **kwargs}
        )

    def form_valid(self, form: SwitchForm) -> HttpResponse:
        on = form.cleaned_data["to"] == ON
        switch_provider(kind=self.kind, code=self.code, on=on)
        done = _("%(name)s is switched on.") if on else _("%(name)s is switched off.")
        messages.success(self.request, done % {"name": self.provider.name})
        return redirect("control:providers")
