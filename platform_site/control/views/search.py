from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from platform_site.control.search import MOST, search
from platform_site.control.views.base import HOME, ControlPage
from stores.scope import platform_scope


class SearchView(ControlPage, TemplateView):
    template_name = "platform_site/control/search.html"
    page_title = _("Search")
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            found = search(self.request.GET.get("q", ""))
        return super().get_context_data(
            **kwargs,
            found=found,
            most=MOST,
            groups=[
                ("stores", _("Stores"), found.stores),
                ("domains", _("Domains"), found.domains),
                ("people", _("People"), found.people),
                ("orders", _("Orders"), found.orders),
            ],
        )
