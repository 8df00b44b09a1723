from __future__ import annotations

from django.db import models

from stores.isolation.registry import isolate
from stores.models.base import StoreOwned


@isolate(platform_rows=True)
class RateLimit(StoreOwned):
    """A counter of ``stores.rate_limits``. Its table is unlogged: quick, and empty after a crash
    of the database, which nobody minds."""

    key = models.CharField(max_length=64)
    paid_off_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "key"], name="one_counter")]

    def __str__(self) -> str:
        return self.key
