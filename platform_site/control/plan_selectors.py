"""Plans and limits as Center Control reads them. Every function needs the platform's scope."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from stores.models import Plan, Store
from stores.usage import Usage, usage_in, with_usage

MOST_SHOWN = 500


def plans_with_stores() -> list[Plan]:
    """Each with ``store_count``. One query."""
    stores = Store.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
    number = stores.annotate(n=Count("pk")).values("n")
    return list(
        Plan.objects.annotate(
            store_count=Coalesce(Subquery(number, output_field=IntegerField()), Value(0))
        )
    )


@dataclass(frozen=True, slots=True)
class CloseStore:
    """A store that is near a limit of its own, has reached it, or has more."""

    store: Store
    usage: list[Usage]
    """What needs attention, the fullest first."""

    @property
    def fullest(self) -> int:
        return self.usage[0].percent


def stores_near_limits() -> list[CloseStore]:
    """The fullest first, at most ``MOST_SHOWN``. Three queries, however many stores there are;
    only of those that are limited the use is counted."""
    limited = Plan.objects.exclude(limits={}).values("pk")
    stores = (
        Store.objects.filter(Q(plan__in=limited) | ~Q(overrides={}))
        .exclude(status=Store.Status.CLOSING)
        .select_related("plan")
    )
    zones = list(stores.order_by().values_list("time_zone", flat=True).distinct())
    found = []
    for store in with_usage(stores, zones):
        usage = sorted(
            (one for one in usage_in(store) if one.needs_attention), key=lambda one: -one.percent
        )
        if usage:
            found.append(CloseStore(store, usage))
    return sorted(found, key=lambda close: (-close.fullest, close.store.name))[:MOST_SHOWN]
