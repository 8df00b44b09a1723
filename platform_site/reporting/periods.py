"""Days of a report: the last 7, 30, 90 or 365, and as many before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commerce.models import StoreFigures

DAYS = (7, 30, 90, 365)
USUAL = 30
LABELS = {int(period.value): period.label for period in StoreFigures.Period}
LONG = 90
"""Longer ones are shown by the week."""


@dataclass(frozen=True, slots=True)
class Period:
    days: int
    last: date

    @property
    def first(self) -> date:
        return self.last - timedelta(days=self.days - 1)

    @property
    def before(self) -> Period:
        return Period(self.days, self.first - timedelta(days=1))

    @property
    def by_week(self) -> bool:
        return self.days > LONG

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def spans(self) -> Iterator[tuple[date, date]]:
        """First and last day of each point: days, or weeks that end with the last day (what is
        left over of the first week is the second's)."""
        length = 7 if self.by_week else 1
        count = self.days // length
        first = self.first
        for number in range(count):
            last = self.last - timedelta(days=(count - 1 - number) * length)
            yield first, last
            first = last + timedelta(days=1)


def chosen(query: Any, last: date) -> Period:
    """What the address asks for; the usual period for anything else."""
    text = query.get("period", "")
    days = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else USUAL
    return Period(days if days in DAYS else USUAL, last)
