"""Figures of days, put together to what a report shows: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from platform_site.reporting.periods import Period


@dataclass(slots=True)
class Sums:
    """Amounts are in one currency, which the report names."""

    orders: int = 0
    items: int = 0
    revenue: Decimal | None = Decimal(0)
    """None: a part of it is not known."""
    refunds: Decimal | None = Decimal(0)
    new_customers: int = 0
    visitors: int = 0
    carts: int = 0
    checkouts: int = 0
    buyers: int = 0

    def __iadd__(self, other: Sums) -> Sums:
        for field in fields(self):
            mine, more = getattr(self, field.name), getattr(other, field.name)
            setattr(self, field.name, None if mine is None or more is None else mine + more)
        return self

    @property
    def conversion(self) -> float | None:
        """Of those who visited, the share that bought; None while nobody has."""
        return self.buyers / self.visitors if self.visitors else None

    @property
    def average(self) -> Decimal | None:
        if self.revenue is None or not self.orders:
            return None
        return self.revenue / self.orders


@dataclass(frozen=True, slots=True)
class Span:
    first: date
    last: date
    sums: Sums


def in_spans(days: Mapping[date, Sums], period: Period) -> list[Span]:
    """One for each point of a chart; days without a row count nothing."""
    found = []
    for first, last in period.spans():
        sums = added(sums for day, sums in days.items() if first <= day <= last)
        found.append(Span(first, last, sums))
    return found


def added(many: Iterable[Sums]) -> Sums:
    total = Sums()
    for sums in many:
        total += sums
    return total


def change(now: float | Decimal | int | None, before: float | Decimal | int | None) -> float | None:
    """By which share it grew; None where there was nothing to grow from."""
    if now is None or not before:
        return None
    return float(now) / float(before) - 1
