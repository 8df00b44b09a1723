from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from platform_site.control.selectors import platform_totals
from platform_site.control.views.base import ControlPage
from stores.scope import platform_scope


class DashboardView(ControlPage, TemplateView):
    template_name = "platform_site/control/dashboard.html"
    page_title = _("Center Control")
    header_icon = "home"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            return super().get_context_data(**kwargs, totals=platform_totals())
