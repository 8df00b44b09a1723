from __future__ import annotations

from django.db import models

from stores.isolation.registry import isolate
from stores.models.base import StoreOwned
from stores.scope import owner_id


class RateLimitQuerySet(models.QuerySet["RateLimit"]):
    def in_scope(self) -> RateLimitQuerySet:
        """Those of the store that owns new rows now: the platform sees everybody's."""
        return self.filter(store_id=owner_id())


@isolate(platform_rows=True)
class RateLimit(StoreOwned):
    """A counter of ``stores.rate_limits``. Its table is unlogged: quick, and empty after a crash
    of the database, which nobody minds."""

    key = models.CharField(max_length=64)
    paid_off_at = models.DateTimeField(db_index=True)

    objects = RateLimitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "key"], name="one_counter")]

    def __str__(self) -> str:
        return self.key
