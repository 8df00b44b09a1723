"""What the reports read: rows made in the background, a handful of them however many stores and
orders there are. Every function needs the platform's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from commerce.models import DailyFigures
from platform_site.reporting.periods import Period
from platform_site.reporting.series import Span, Sums, added, in_spans
from stores.models import PlatformSettings, Store
from stores.money import Money

# Of two periods at once: a row for each day, and one for each currency of the later period. Where
# nothing was sold no rate is missing.
PLATFORM = """
SELECT f.day, f.currency, sum(f.orders), sum(f.items),
    CASE WHEN bool_or(f.platform_revenue IS NULL) THEN NULL ELSE sum(f.platform_revenue) END,
    sum(f.new_customers), sum(f.visitors), sum(f.carts), sum(f.checkouts), sum(f.buyers),
    sum(f.revenue)
FROM (
    SELECT *, day >= %(first)s AS later FROM commerce_platformfigures
    WHERE day BETWEEN %(since)s AND %(until)s
) f
GROUP BY GROUPING SETS ((f.day), (f.currency, f.later))
HAVING f.currency IS NULL OR f.later
"""

COUNTS = """
SELECT settings.currency, c.day, c.active, c.opened, c.churned
FROM (
    SELECT coalesce((SELECT currency FROM stores_platformsettings), %(usual)s) AS currency
) settings
LEFT JOIN commerce_storecount c ON c.day BETWEEN %(since)s AND %(until)s
"""


@dataclass(frozen=True, slots=True)
class CurrencySales:
    orders: int
    total: Money
    in_platform: Money | None
    """None: a rate is missing."""


@dataclass(frozen=True, slots=True)
class StoreCounts:
    active: int | None
    """At the end; None where nobody counted."""
    opened: int
    churned: int


@dataclass(frozen=True, slots=True)
class PlatformReport:
    currency: str
    """The platform's, in which amounts are."""
    period: Period
    spans: list[Span]
    spans_before: list[Span]
    total: Sums
    total_before: Sums
    known: Decimal
    """Revenue as far as rates are known."""
    currencies: list[CurrencySales]
    """The one with most orders first."""
    counts: list[StoreCounts]
    counts_total: StoreCounts
    counts_before: StoreCounts

    @property
    def missing(self) -> list[str]:
        """Currencies of which a rate is missing."""
        return [sales.total.currency for sales in self.currencies if sales.in_platform is None]


def platform_report(period: Period) -> PlatformReport:
    """Two queries, whatever the period and however many stores there are."""
    before = period.before
    days, by_currency, known = platform_days(period)
    currency, counted = store_counts(period)
    spans = in_spans({day: sums for day, sums in days.items() if day in period}, period)
    spans_before = in_spans({day: sums for day, sums in days.items() if day in before}, before)
    return PlatformReport(
        currency=currency,
        period=period,
        spans=spans,
        spans_before=spans_before,
        total=added(span.sums for span in spans),
        total_before=added(span.sums for span in spans_before),
        known=known,
        currencies=[
            CurrencySales(
                orders,
                Money(revenue, code),
                None if in_platform is None else Money(in_platform, currency),
            )
            for orders, code, revenue, in_platform in by_currency
        ],
        counts=[counts_of(counted, span.first, span.last) for span in spans],
        counts_total=counts_of(counted, period.first, period.last),
        counts_before=counts_of(counted, before.first, before.last),
    )


def platform_days(
    period: Period,
) -> tuple[dict[date, Sums], list[tuple[int, str, Decimal, Decimal | None]], Decimal]:
    """Sums of each day of the period and the one before; (orders, currency, revenue, the same in
    the platform's currency) of the period; and how much of the latter is known."""
    days: dict[date, Sums] = {}
    currencies: list[tuple[int, str, Decimal, Decimal | None]] = []
    with connection.cursor() as cursor:
        cursor.execute(
            PLATFORM,
            {"since": period.before.first, "until": period.last, "first": period.first},
        )
        for day, currency, orders, items, revenue, *counts, own in cursor.fetchall():
            if day is not None:
                days[day] = Sums(orders, items, revenue, None, *counts)
            elif orders:
                currencies.append((orders, currency, own, revenue))
    currencies.sort(key=lambda row: (-row[0], row[1]))
    return days, currencies, sum((row[3] for row in currencies if row[3] is not None), Decimal(0))


def store_counts(period: Period) -> tuple[str, dict[date, StoreCounts]]:
    """The platform's currency, and how many stores there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            COUNTS,
            {
                "since": period.before.first,
                "until": period.last,
                "usual": PlatformSettings._meta.get_field("currency").default,
            },
        )
        rows = cursor.fetchall()
    counts = {day: StoreCounts(*numbers) for _currency, day, *numbers in rows if day is not None}
    return rows[0][0], counts


def counts_of(counted: dict[date, StoreCounts], first: date, last: date) -> StoreCounts:
    within = {day: counts for day, counts in counted.items() if first <= day <= last}
    latest = within[max(within)].active if within else None
    return StoreCounts(
        latest,
        sum(counts.opened for counts in within.values()),
        sum(counts.churned for counts in within.values()),
    )


@dataclass(frozen=True, slots=True)
class StoreReport:
    """One store's, in its own currency."""

    currency: str
    period: Period
    spans: list[Span]
    spans_before: list[Span]
    total: Sums
    total_before: Sums


def store_report(store: Store, period: Period) -> StoreReport:
    """One query. ``period`` ends with a day of the store's time zone."""
    before = period.before
    rows: Any = DailyFigures.objects.filter(
        store=store, currency=store.currency, day__range=(before.first, period.last)
    )
    days = {
        row.day: Sums(
            row.orders, row.items, row.revenue, row.refunds, row.new_customers,
            row.visitors, row.carts, row.checkouts, row.buyers,
        )
        for row in rows
    }  # fmt: skip
    spans = in_spans({day: sums for day, sums in days.items() if day in period}, period)
    spans_before = in_spans({day: sums for day, sums in days.items() if day in before}, before)
    return StoreReport(
        currency=store.currency,
        period=period,
        spans=spans,
        spans_before=spans_before,
        total=added(span.sums for span in spans),
        total_before=added(span.sums for span in spans_before),
    )
