from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn

from catalog.models import StockItem, StockPolicy
from catalog.selectors.stock_levels import BEYOND_STOCK


class StockFilterSet(WagtailFilterSet):
    level = django_filters.ChoiceFilter(
        label=_("Level"),
        method="filter_level",
        choices=[("low", _("Low")), ("out", _("None left")), ("owed", _("Owed to customers"))],
        empty_label=_("All"),
    )
    policy = django_filters.ChoiceFilter(
        label=_("Stock policy"),
        field_name="variant__stock_policy",
        choices=StockPolicy.choices,
        empty_label=_("All"),
    )

    class Meta:
        model = StockItem
        fields: list[str] = []

    def filter_level(
        self, items: QuerySet[StockItem], name: str, value: str
    ) -> QuerySet[StockItem]:
        counted = items.exclude(variant__stock_policy=StockPolicy.UNTRACKED)
        wanted: dict[str, dict[str, Any]] = {
            "low": {"is_low": True},
            "out": {"available": 0},
            "owed": {"on_hand__lt": 0},
        }
        return counted.filter(**wanted[value])


def level_in_words(item: Any) -> str:
    """Needs ``with_low_mark``."""
    policy = item.variant.stock_policy
    if policy == StockPolicy.UNTRACKED:
        return gettext("Not counted")
    if item.on_hand < 0:
        return gettext("%(n)d owed") % {"n": -item.on_hand}
    if not item.available:
        return gettext("To order") if policy in BEYOND_STOCK else gettext("None left")
    return gettext("Low") if item.is_low else gettext("Enough")


def stock_columns() -> list[Column]:
    return [
        TitleColumn(
            "variant",
            label=_("Product"),
            accessor=lambda item: str(item.variant),
            get_url=lambda item: reverse("catalog_stock:edit", args=[item.variant.product_id]),
            sort_key="variant__product__name",
        ),
        Column(
            "sku",
            label=_("SKU"),
            accessor="variant.sku",
            sort_key="variant__sku",
            classname="admin-wide",
        ),
        StatusTagColumn(
            "level",
            label=_("Level"),
            accessor=level_in_words,
            primary=lambda item: item.is_low,
            sort_key="is_low",
        ),
        Column("on_hand", label=_("On hand"), sort_key="on_hand"),
        Column("reserved", label=_("Reserved"), sort_key="reserved", classname="admin-wide"),
        Column("available", label=_("Available"), sort_key="available"),
        Column(
            "policy",
            label=_("Stock policy"),
            accessor="variant.get_stock_policy_display",
            sort_key="variant__stock_policy",
            classname="admin-wide",
        ),
        Column("waiting", label=_("Wait for it"), sort_key="waiting", classname="admin-wide"),
    ]
