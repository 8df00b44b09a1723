from __future__ import annotations

from typing import Any

from django.db import models

from stores.isolation.registry import isolate
from stores.models.base import StoreOwned

CHUNK = 30_720
"""Products a row of bits covers. 3,840 bytes: beyond PostgreSQL's 2 kB, where it compresses a row,
and two that do not compress fit on a page."""


class BitsField(models.Field[Any, Any]):
    """PostgreSQL's ``bit varying``; in Python text of 0 and 1."""

    def db_type(self, connection: Any) -> str:
        return "bit varying"


@isolate()
class IndexBits(StoreOwned):
    """Which products of the read model have a token: the n-th bit (from the left, 0 is the
    first) of ``chunk`` is the product with the ordinal ``chunk * CHUNK + n``. What is behind the
    last bit is 0.

    Written by the triggers of the read model alone (migration 0007), so that it never says
    anything else than that; ``catalog.selectors.bitmaps`` reads it."""

    language = models.CharField(max_length=12)
    token = models.CharField(max_length=100, db_collation="C")
    chunk = models.IntegerField()
    bits = BitsField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "language", "token", "chunk"], name="index_bits_once_a_chunk"
            )
        ]

    def __str__(self) -> str:
        return f"{self.token} ({self.chunk})"
