"""Cells of the list of stores."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from babel.numbers import format_percent
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, TitleColumn

from stores.models import Store
from stores.money import format_money

NONE = "–"


class StoreColumn(TitleColumn):
    cell_template_name = "platform_site/control/cells/store.html"


class StatusColumn(Column):
    cell_template_name = "platform_site/control/cells/status.html"


class HostColumn(Column):
    cell_template_name = "platform_site/control/cells/host.html"


class FigureColumn(Column):
    """A number at the end of its cell; a dash where there is none."""

    cell_template_name = "platform_site/control/cells/number.html"

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, sort_key=name, classname="number", **kwargs)

    def get_value(self, instance: Store) -> Any:
        value = super().get_value(instance)
        return NONE if value is None else self.write(value, instance)

    def write(self, value: Any, store: Store) -> str:
        return str(value)


class CountColumn(FigureColumn):
    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["value"] = context["raw_value"]
        return context


class MoneyColumn(FigureColumn):
    """An amount in the store's own currency, written as the operator reads it."""

    def write(self, value: Decimal, store: Store) -> str:
        return format_money(value, self.currency_of(store), language())

    def currency_of(self, store: Store) -> str:
        return store.currency


class PlatformMoneyColumn(MoneyColumn):
    """In the platform's; without a rate it says so."""

    cell_template_name = "platform_site/control/cells/platform_money.html"

    def currency_of(self, store: Store) -> str:
        return platform_currency(store)


class ShareColumn(FigureColumn):
    def write(self, value: float, store: Store) -> str:
        return format_share(value)


class MillisecondsColumn(FigureColumn):
    def write(self, value: float, store: Store) -> str:
        return _("%(number)s ms") % {"number": round(value)}


class DurationColumn(FigureColumn):
    def write(self, value: timedelta, store: Store) -> str:
        return format_duration(value)


def language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def platform_currency(store: Any) -> str:
    return store.platform_currency or "EUR"


def format_share(value: float) -> str:
    """``0.0312`` → ``3.1 %``, as the operator's language writes it."""
    return format_percent(value, format="#,##0.0 %", locale=language().replace("-", "_"))


def format_duration(value: timedelta) -> str:
    """Roughly: minutes, hours or days. Never less than nothing."""
    minutes = max(int(value.total_seconds() // 60), 0)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}
