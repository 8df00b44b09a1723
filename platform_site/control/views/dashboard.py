from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from platform_site.control.views.base import ControlPage
from platform_site.reporting.attention import attention, newest_stores
from platform_site.reporting.periods import chosen
from platform_site.reporting.present import (
    funnel,
    period_choices,
    platform_figures,
    platform_tiles,
)
from platform_site.reporting.selectors import platform_report
from stores.scope import platform_scope


class DashboardView(ControlPage, TemplateView):
    """How the platform is doing, in a handful of queries however many stores there are."""

    template_name = "platform_site/control/dashboard.html"
    page_title = _("Center Control")
    header_icon = "home"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = chosen(self.request.GET, timezone.now().date())
        with platform_scope():
            report = platform_report(period)
            return super().get_context_data(
                **kwargs,
                report=report,
                periods=period_choices(period, reverse("wagtailadmin_home")),
                tiles=platform_tiles(report),
                figures=platform_figures(report),
                funnel=funnel(report.total),
                attention=attention(),
                newest=newest_stores(),
            )
