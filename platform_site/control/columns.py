"""Cells of the list of stores."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from wagtail.admin.ui.tables import Column, TitleColumn

from stores.models import Store
from stores.money import format_money


class StoreColumn(TitleColumn):
    cell_template_name = "platform_site/control/cells/store.html"


class StatusColumn(Column):
    cell_template_name = "platform_site/control/cells/status.html"


class HostColumn(Column):
    cell_template_name = "platform_site/control/cells/host.html"


class RevenueColumn(Column):
    """An amount in the store's own currency, written as the operator reads it."""

    cell_template_name = "platform_site/control/cells/number.html"

    def get_value(self, instance: Store) -> str:
        language = get_language() or settings.LANGUAGE_CODE
        return format_money(instance.revenue, instance.currency, language)  # type: ignore[attr-defined]


class CountColumn(Column):
    cell_template_name = "platform_site/control/cells/number.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["value"] = context["raw_value"]
        return context
