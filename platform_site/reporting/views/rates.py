from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from commerce.models import DailyFigures, ExchangeRate
from commerce.services.set_rates import set_rates
from platform_site.control.views.base import HOME, ControlPage
from platform_site.reporting.forms import RateForm, RatesFileForm
from stores.models import PlatformSettings, Store
from stores.scope import platform_scope


class RatesView(ControlPage, TemplateView):
    """The rates that are known, by hand or from a file of the European Central Bank."""

    template_name = "platform_site/reporting/rates.html"
    page_title = _("Exchange rates")
    header_icon = "globe"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.get_page_title()}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.file_form if "file_form" in request.POST else self.rate_form
        with platform_scope():
            if form.is_valid():
                rates = (
                    form.cleaned_data["file"] if form is self.file_form else [self.rate_form.rate()]
                )
                written = set_rates(rates=rates)
                if written:
                    messages.success(request, self.thanks(written))
                    return redirect("control:rates")
                form.add_error("file", _("All days of this file are too long ago, or to come."))
        return self.render_to_response(self.get_context_data(), status=200)

    def thanks(self, written: int) -> str:
        text = ngettext("%(number)s rate is entered.", "%(number)s rates are entered.", written)
        return f"{text % {'number': written}} {_('Reports follow within a few minutes.')}"

    @cached_property
    def rate_form(self) -> RateForm:
        is_sent = self.request.method == "POST" and "file_form" not in self.request.POST
        return RateForm(self.request.POST if is_sent else None)

    @cached_property
    def file_form(self) -> RatesFileForm:
        if self.request.method == "POST" and "file_form" in self.request.POST:
            return RatesFileForm(self.request.POST, self.request.FILES)
        return RatesFileForm()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            latest = ExchangeRate.objects.order_by("currency", "-day").distinct("currency")
            rates = list(latest)
            return super().get_context_data(
                **kwargs,
                rate_form=self.rate_form,
                file_form=self.file_form,
                rates=rates,
                currency=PlatformSettings.load().currency,
                missing=missing_currencies({rate.currency for rate in rates}),
            )


def missing_currencies(known: set[str]) -> list[str]:
    """Currencies of stores of which no rate is known, or of whose sales a part has none."""
    used = set(Store.objects.order_by().values_list("currency", flat=True).distinct())
    without = DailyFigures.objects.filter(platform_revenue=None)
    sold = set(without.order_by().values_list("currency", flat=True).distinct())
    return sorted((used - known - {"EUR", PlatformSettings.load().currency}) | sold)
