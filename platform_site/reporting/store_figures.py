"""The table with one row a store: what it sold in a period, in the database's own hands, so that
10,000 stores are sorted by any of it."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Expression,
    ExpressionWrapper,
    F,
    FilteredRelation,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf

from commerce.models.figures import SumField
from platform_site.monitoring.selectors import with_figures as with_monitoring
from stores.models import Domain, Store

NOTHING: Value = Value(0, output_field=SumField())


def stores_in_period(days: int) -> QuerySet[Store]:
    """Stores with their figures of the last ``days`` days (0: all the time), 24 hours' error rate
    and p95, and ``primary_hostname``; one query, joined with one row a store.

    ``platform_revenue`` is None where a rate is missing; ``conversion`` where nobody visited."""
    figures = "in_period__"
    has_none = When(in_period__isnull=True, then=NOTHING)
    annotations: dict[str, Any] = {
        "order_count": Coalesce(F(f"{figures}orders"), 0),
        "revenue": Coalesce(F(f"{figures}revenue"), NOTHING),
        "platform_revenue": Case(has_none, default=F(f"{figures}platform_revenue")),
        "average": F(f"{figures}revenue") / NullIf(F(f"{figures}orders"), 0),
        "visitors": Coalesce(F(f"{figures}visitors"), 0),
        "conversion": share(F(f"{figures}buyers"), F(f"{figures}visitors")),
        "first_order_at": F(f"{figures}first_order_at"),
        "last_order_at": F(f"{figures}last_order_at"),
        "to_open": between(F("created_at"), F("opened_at")),
        "to_first_order": between(F("created_at"), F(f"{figures}first_order_at")),
        "platform_currency": F(f"{figures}platform_currency"),
        "primary_hostname": Subquery(
            Domain.objects.filter(store=OuterRef("pk"), is_primary=True).values("hostname")[:1]
        ),
    }
    joined = FilteredRelation("figures", condition=Q(figures__period=days))
    stores = Store.objects.select_related("plan").annotate(in_period=joined)
    return with_monitoring(stores).annotate(**annotations)


def share(part: F, whole: F) -> Expression:
    return Cast(part, FloatField()) / NullIf(whole, 0)


def between(start: F, end: F) -> Expression:
    moment = DateTimeField()
    return ExpressionWrapper(Cast(end, moment) - Cast(start, moment), output_field=DurationField())


# Amounts of different currencies have no order among each other: the currency comes first.
BY_CURRENCY = {"revenue", "average"}
NULLABLE = {
    "platform_revenue",
    "average",
    "conversion",
    "last_order_at",
    "to_open",
    "to_first_order",
    "error_rate",
    "p95_ms",
}


def in_order(stores: QuerySet[Store], ordering: str) -> QuerySet[Store]:
    """By a column of the table (``-`` in front: the largest first); what is not known comes last
    either way."""
    name, is_down = ordering.removeprefix("-"), ordering.startswith("-")
    keys: list[Any] = ["currency"] if name in BY_CURRENCY else []
    if name == "plan":
        keys.append(F("plan__position").desc() if is_down else F("plan__position").asc())
    elif name in NULLABLE:
        last = {"nulls_last": True}
        keys.append(F(name).desc(**last) if is_down else F(name).asc(**last))
    else:
        keys.append(ordering)
    return stores.order_by(*keys, "name", "pk")
