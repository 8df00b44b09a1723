"""Figures as a page shows them: charts with their tables, tiles with what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from platform_site.reporting.charts import Chart, Number, Point, draw
from platform_site.reporting.periods import DAYS, LABELS, Period
from platform_site.reporting.selectors import PlatformReport, StoreCounts, StoreReport
from platform_site.reporting.series import Span, Sums, change
from stores.money import format_money

NONE = "–"


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    figure: str
    before: str
    """The same of the period before."""
    change: str
    """``+12 %``; empty where there is nothing to compare with."""
    trend: str
    """``up``, ``down`` or ``same``: for colours, beside the sign."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with the table of what it shows."""

    key: str
    title: str
    drawing: SafeString
    is_empty: bool
    headings: list[str]
    rows: list[list[str]]


def locale() -> str:
    return (get_language() or settings.LANGUAGE_CODE).replace("-", "_")


def day_text(day: date, *, short: bool = False) -> str:
    return format_date(day, format="d MMM" if short else "d MMM y", locale=locale())


def span_text(span: Span) -> str:
    if span.first == span.last:
        return day_text(span.first)
    return f"{day_text(span.first, short=True)} – {day_text(span.last)}"


def count_text(value: Number | None) -> str:
    return NONE if value is None else format_decimal(value, locale=locale())


def share_text(value: float | None) -> str:
    return NONE if value is None else format_percent(value, format="#,##0.0 %", locale=locale())


def money_text(currency: str) -> Callable[[Decimal | None], str]:
    def write(value: Decimal | None) -> str:
        return NONE if value is None else format_money(value, currency, locale())

    return write


def short_number(value: Number) -> str:
    if 0 < float(value) < 10:
        return format_decimal(value, locale=locale())
    return format_compact_decimal(value, locale=locale(), fraction_digits=1)


def short_share(value: Number) -> str:
    return format_percent(value, format="#,##0.# %", locale=locale())


def figure(
    key: str,
    title: str,
    spans: Sequence[Span],
    value_of: Callable[[Any], Number | None],
    write: Callable[[Any], str],
    *,
    before: Sequence[Span] = (),
    kind: Any = "line",
    short: Callable[[Number], str] = short_number,
) -> Figure:
    """``value_of`` takes it from the sums of each span."""
    values = [value_of(span.sums) for span in spans]
    values_before = [value_of(span.sums) for span in before]
    points = [
        Point(day_text(span.last, short=True), value, f"{span_text(span)}: {write(value)}")
        for span, value in zip(spans, values, strict=True)
    ]
    chart = Chart(key, title, describe(points), points, kind, values_before)
    rows = [
        [span_text(span), write(value), *([write(earlier)] if before else [])]
        for span, value, earlier in zip(spans, values, values_before or values, strict=True)
    ]
    headings = [_("Day") if len(spans) <= 90 else _("Days"), title]
    return Figure(
        key,
        title,
        draw(chart, short),
        chart.is_empty,
        [*headings, *([_("Period before")] if before else [])],
        rows,
    )


def describe(points: Sequence[Point]) -> str:
    """What a picture would tell at a glance."""
    known = [point for point in points if point.value is not None]
    if not known:
        return _("Nothing is known.")
    highest = max(known, key=lambda point: float(point.value or 0))
    return _(
        "From %(first)s to %(last)s; the highest is %(highest)s. The table has all values."
    ) % {
        "first": points[0].label,
        "last": points[-1].label,
        "highest": highest.title,
    }


def tile(
    label: str,
    now: Number | None,
    before: Number | None,
    write: Callable[[Any], str],
    note: str = "",
) -> Tile:
    grown = change(now, before)
    if grown is None:
        return Tile(label, write(now), write(before), "", "same", note)
    text = format_percent(grown, format="+#,##0 %;-#,##0 %", locale=locale())
    trend = "same" if abs(grown) < 0.005 else "up" if grown > 0 else "down"
    return Tile(label, write(now), write(before), text, trend, note)


def sales_tiles(total: Sums, before: Sums, currency: str, revenue_label: str) -> list[Tile]:
    money = money_text(currency)
    return [
        tile(revenue_label, total.revenue, before.revenue, money),
        tile(_("Orders"), total.orders, before.orders, count_text),
        tile(_("Average order"), total.average, before.average, money),
        tile(_("Visitors"), total.visitors, before.visitors, count_text),
        tile(_("Conversion"), total.conversion, before.conversion, share_text),
    ]


def platform_tiles(report: PlatformReport) -> list[Tile]:
    tiles = sales_tiles(report.total, report.total_before, report.currency, _("Sold (GMV)"))
    if report.missing:
        known = money_text(report.currency)(report.known)
        note = _("%(known)s where rates are known") % {"known": known}
        tiles[0] = Tile(tiles[0].label, tiles[0].figure, tiles[0].before, "", "same", note)
    now, before = report.counts_total, report.counts_before
    return [
        *tiles,
        tile(_("Active stores"), now.active, before.active, count_text),
        tile(_("New stores"), now.opened, before.opened, count_text),
        tile(_("Churned stores"), now.churned, before.churned, count_text),
    ]


def sales_figures(
    spans: list[Span], before: list[Span], currency: str, revenue_label: str
) -> list[Figure]:
    return [
        figure("revenue", revenue_label, spans, lambda s: s.revenue, money_text(currency),
               before=before),
        figure("orders", _("Orders"), spans, lambda s: s.orders, count_text, before=before,
               kind="bars"),
        figure("visitors", _("Visitors"), spans, lambda s: s.visitors, count_text, before=before),
        figure("conversion", _("Conversion"), spans, lambda s: s.conversion, share_text,
               before=before, short=short_share),
    ]  # fmt: skip


def platform_figures(report: PlatformReport) -> list[Figure]:
    counted = [
        Span(span.first, span.last, counts)  # type: ignore[arg-type]
        for span, counts in zip(report.spans, report.counts, strict=True)
    ]

    def active(counts: StoreCounts) -> int | None:
        return counts.active

    def opened(counts: StoreCounts) -> int:
        return counts.opened

    def churned(counts: StoreCounts) -> int:
        return counts.churned

    return [
        *sales_figures(report.spans, report.spans_before, report.currency, _("Sold (GMV)")),
        figure("active", _("Active stores"), counted, active, count_text),
        figure("new", _("New stores"), counted, opened, count_text, kind="bars"),
        figure("churned", _("Churned stores"), counted, churned, count_text, kind="bars"),
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the funnel: how many visitors came so far, and which share of all that is."""

    label: str
    count: str
    share: str
    value: int
    most: int


def funnel(total: Sums) -> list[Step]:
    steps = [
        (_("Visited"), total.visitors),
        (_("Filled a cart"), total.carts),
        (_("Began the check-out"), total.checkouts),
        (_("Ordered"), total.buyers),
    ]
    return [
        Step(
            label,
            count_text(count),
            share_text(count / total.visitors if total.visitors else None),
            count,
            max(total.visitors, 1),
        )
        for label, count in steps
    ]


def period_choices(period: Period, path: str) -> list[dict[str, Any]]:
    return [
        {"url": f"{path}?period={days}", "label": LABELS[days], "is_current": days == period.days}
        for days in DAYS
    ]


def store_rows(report: StoreReport) -> list[list[Any]]:
    """For a file: plain values, a row for each day or week."""
    return [
        [
            span.first.isoformat(), span.last.isoformat(), report.currency, span.sums.orders,
            span.sums.items, span.sums.revenue, span.sums.refunds, span.sums.new_customers,
            span.sums.visitors, span.sums.carts, span.sums.checkouts, span.sums.buyers,
        ]
        for span in report.spans
    ]  # fmt: skip
