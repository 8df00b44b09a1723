"""What an operator should look at, and the stores that came last. In the platform's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from commerce.models.figures import StoreFigures
from platform_site.monitoring.models import Incident, StoreHealth
from stores.models import Store

NEWEST = 5


@dataclass(frozen=True, slots=True)
class Attention:
    stores: int
    active: int
    pending: int
    suspended: int
    closing: int
    trials_over: int
    """Open stores whose trial has ended."""
    down: int
    """Open stores whose home page does not answer."""
    incidents: int
    to_open: timedelta | None
    """From made to open: the median of stores made in the last year."""
    to_first_order: timedelta | None
    """From made to the first order, likewise."""

    @property
    def is_calm(self) -> bool:
        return not any((self.pending, self.closing, self.trials_over, self.down, self.incidents))


COUNTED = f"""
SELECT count(*), count(*) FILTER (WHERE s.status = 'active'),
    count(*) FILTER (WHERE s.status = 'pending'), count(*) FILTER (WHERE s.status = 'suspended'),
    count(*) FILTER (WHERE s.status = 'closing'),
    count(*) FILTER (WHERE s.status = 'active' AND s.trial_ends_at < now()),
    count(*) FILTER (WHERE s.status = 'active' AND h.state = 'down'),
    (SELECT count(*) FROM {Incident._meta.db_table} WHERE closed_at IS NULL),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY s.opened_at - s.created_at)
        FILTER (WHERE s.created_at > now() - interval '1 year'),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY f.first_order_at - s.created_at)
        FILTER (WHERE s.created_at > now() - interval '1 year')
FROM stores_store s LEFT JOIN {StoreHealth._meta.db_table} h ON h.store_id = s.id
    LEFT JOIN {StoreFigures._meta.db_table} f
        ON f.store_id = s.id AND f.period = {StoreFigures.Period.ALL}
WHERE s.id > 0
"""  # noqa: S608 - names of tables


def attention() -> Attention:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return Attention(*cursor.fetchone())


def newest_stores() -> list[Store]:
    return list(Store.objects.order_by("-created_at", "-pk")[:NEWEST])
