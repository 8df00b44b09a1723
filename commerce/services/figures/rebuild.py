from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from commerce.models import PlatformFigures, StoreCount
from commerce.services.figures.alone import alone
from commerce.services.figures.days import count_days, days_of
from commerce.services.figures.totals import all_stores, count_stores, sum_periods, sum_platform
from stores.models import Store
from stores.scope import platform_scope

LONG_AGO = date(1970, 1, 1)

# Every day on which there is something, or on which figures say that there was.
DAYS_OF_STORE = """
SELECT o.store_id, (o.placed_at AT TIME ZONE s.time_zone)::date AS day
FROM commerce_order o JOIN stores_store s ON s.id = o.store_id
WHERE o.store_id = %(store)s AND o.placed_at >= %(since)s::date - 1
UNION SELECT t.store_id, (t.created_at AT TIME ZONE s.time_zone)::date
FROM commerce_transaction t JOIN stores_store s ON s.id = t.store_id
WHERE t.store_id = %(store)s AND t.kind = 'refund' AND t.created_at >= %(since)s::date - 1
UNION SELECT store_id, day FROM commerce_visit
WHERE store_id = %(store)s AND day >= %(since)s
UNION SELECT store_id, day FROM commerce_dailyfigures
WHERE store_id = %(store)s AND day >= %(since)s
"""


def rebuild_figures(*, store_id: int | None = None, since: date | None = None) -> int:
    """Make figures anew from the raw records: of one store or of all, from a day on or of all
    the time. Returns how many days of stores were counted.

    A transaction for each store, so that nobody waits long; twice makes the same. What visits
    counted is kept for the days whose visits are gone."""
    since = since or LONG_AGO
    with platform_scope():
        stores = all_stores() if store_id is None else [store_id]
    counted = 0
    for one in stores:
        counted += rebuild_store(one, since)
    if store_id is None:
        rebuild_platform(since)
    return counted


def rebuild_store(store_id: int, since: date) -> int:
    with alone():
        days = days_of(DAYS_OF_STORE, {"store": store_id, "since": since})
        count_days(days)
        sum_periods([store_id])
        sum_platform({day for _store_id, day in days})
    return len(days)


def rebuild_platform(since: date) -> None:
    """The days that only the platform's figures know, and how many stores there were on days of
    which nobody counted the end: who has been erased since is in what was counted then."""
    with alone():
        known = PlatformFigures.objects.filter(day__gte=since).values_list("day", flat=True)
        sum_platform(set(known))
        first = Store.objects.order_by("created_at").values_list("created_at", flat=True).first()
        if first is not None:
            today, start = timezone.now().date(), max(since, first.date())
            days = {start + timedelta(days=n) for n in range((today - start).days + 1)}
            ended = today - timedelta(days=1)
            counted = StoreCount.objects.filter(day__lt=ended).values_list("day", flat=True)
            count_stores(sorted(days - set(counted)))
