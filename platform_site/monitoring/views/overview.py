from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from platform_site.control.views.base import HOME, ControlPage
from platform_site.monitoring.selectors import overview
from stores.scope import platform_scope


class OverviewView(ControlPage, TemplateView):
    template_name = "platform_site/control/monitoring/overview.html"
    page_title = _("Monitoring")
    header_icon = "desktop"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            return super().get_context_data(**kwargs, overview=overview())
