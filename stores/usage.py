"""How much a store uses of what its plan can limit.

Whoever owns a thing says how it is counted, in ``AppConfig.ready``::

    count_by("products", products_of)

A counter is an expression over a row of ``Store`` (``OuterRef("pk")``), so that one query counts
everything of one store, and of a thousand. Use is counted in the limit's own unit but for storage,
which is counted in bytes."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import BaseExpression, Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import number_format

from stores.limits import LIMITS, SHORT_NAMES, unit_of
from stores.models import Store

NEAR = 80
"""Per cent of a limit from which it is said to be near."""

Zones = Collection[str]
Counter = Callable[[Zones], Any]
"""Given the time zones of the stores that are asked about: for what counts by their months."""

_counters: dict[str, Counter] = {}


def count_by(name: str, counter: Counter) -> None:
    if name not in LIMITS:
        raise KeyError(f"Unknown limit {name!r}; declare it in stores/limits.py.")
    _counters[name] = counter


def counted(rows: QuerySet[Any], *, what: Any = None) -> BaseExpression:
    """How many ``rows`` there are of each store; they are filtered by ``OuterRef("pk")``."""
    number = rows.order_by().values("store").annotate(n=what or Count("pk")).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def month_start(zone: str, now: datetime | None = None) -> datetime:
    """The first moment of the current month where the clocks show ``zone``."""
    here = (now or timezone.now()).astimezone(zoneinfo.ZoneInfo(zone))
    first = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    return first.astimezone(UTC)


def month_starts(zones: Zones) -> Combinable:
    """``month_start`` of each store's own time zone, worked out here: the database may not know
    a zone that Python knows."""
    now = timezone.now()
    first, *others = sorted(zones) or ["UTC"]
    whens = [
        When(Exact(OuterRef("time_zone"), Value(zone)), then=Value(month_start(zone, now)))
        for zone in others
    ]
    default = Value(month_start(first, now), output_field=DateTimeField())
    return Case(*whens, default=default, output_field=DateTimeField()) if whens else default


@dataclass(frozen=True, slots=True)
class Usage:
    """Of one limit, in its counting unit (bytes for storage)."""

    name: str
    used: int
    most: int | None
    """None: as many as one likes."""

    @property
    def label(self) -> str:
        return str(SHORT_NAMES[self.name])

    @property
    def percent(self) -> int:
        """Of what is allowed, rounded down: 100 is reached."""
        if self.most is None:
            return 0
        return self.used * 100 // self.most if self.most else 100

    @property
    def bar(self) -> int:
        return min(self.percent, 100)

    @property
    def is_near(self) -> bool:
        return self.most is not None and not self.is_reached and self.percent >= NEAR

    @property
    def is_reached(self) -> bool:
        return self.most is not None and self.used >= self.most

    @property
    def is_exceeded(self) -> bool:
        return self.most is not None and self.used > self.most

    @property
    def needs_attention(self) -> bool:
        """A limit of none at all that nobody runs into is no news."""
        return (self.is_near or self.is_reached) and self.used > 0

    @property
    def used_text(self) -> str:
        return amount_text(self.name, self.used)

    @property
    def most_text(self) -> str:
        return "" if self.most is None else amount_text(self.name, self.most)


def amount_text(name: str, amount: int) -> str:
    """As people read it: ``1,200`` or ``12.4 MB``."""
    if unit_of(name) != 1:
        return filesizeformat(amount)
    return str(number_format(amount, force_grouping=True))


def most_of(store: Store, name: str) -> int | None:
    """The store's limit in the unit in which it is counted."""
    limit = store.limit(name)
    return None if limit is None else limit * unit_of(name)


def with_usage(stores: QuerySet[Store], zones: Zones, names: Iterable[str] = ()) -> Any:
    """Annotates ``used_<limit>``. In the caller's scope."""
    wanted = [name for name in names or LIMITS if name in _counters]
    return stores.annotate(**{f"used_{name}": _counters[name](zones) for name in wanted})


def usage_in(row: Store, store: Store | None = None) -> list[Usage]:
    """What ``with_usage`` has found in ``row``, against the limits of ``store`` (else its own)."""
    return [
        Usage(name, getattr(row, f"used_{name}"), most_of(store or row, name))
        for name in LIMITS
        if hasattr(row, f"used_{name}")
    ]


def usage_of(store: Store) -> list[Usage]:
    """Of every limit, in the order in which they are declared. One query, in the caller's scope."""
    row = with_usage(Store.all_objects.filter(pk=store.pk), [store.time_zone]).get()
    return usage_in(row, store)


def used(store: Store, name: str) -> int:
    """How much of one limit. One query, in the caller's scope."""
    rows = with_usage(Store.all_objects.filter(pk=store.pk), [store.time_zone], [name])
    return rows.values_list(f"used_{name}", flat=True).get()
