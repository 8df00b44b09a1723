"""Limits on how often something may be tried, shared by all processes through PostgreSQL.

The generic cell rate algorithm: a row holds the moment at which everything taken so far is paid
off; each try pushes it further, and is refused while it lies more than ``per`` ahead. So
``times`` are free at once, and from then on one each ``per / times``.

Counters belong to the scope, as everything does: what is tried at one store counts there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from stores.models.rate_limit import RateLimit
from stores.scope import platform_scope

NO_WAIT = timedelta()

TABLE = RateLimit._meta.db_table

TAKE = f"""
INSERT INTO {TABLE} (key, paid_off_at) VALUES (%(key)s, clock_timestamp() + %(step)s)
ON CONFLICT (store_id, key) DO UPDATE
SET paid_off_at = greatest({TABLE}.paid_off_at, clock_timestamp()) + %(step)s
WHERE greatest({TABLE}.paid_off_at, clock_timestamp()) + %(step)s
      <= clock_timestamp() + %(per)s
RETURNING true
"""  # noqa: S608 - a table's name

WAIT = f"""
SELECT paid_off_at + %(step)s - %(per)s - clock_timestamp() FROM {TABLE}
WHERE key = %(key)s AND store_id = NULLIF(current_setting('galleria.store', true), '')::bigint
"""  # noqa: S608 - a table's name

GIVE_ONE_BACK = f"""
UPDATE {TABLE} SET paid_off_at = paid_off_at - %(step)s
WHERE key = %(key)s AND store_id = NULLIF(current_setting('galleria.store', true), '')::bigint
"""  # noqa: S608 - a table's name


@dataclass(frozen=True, slots=True)
class Limit:
    """``times`` tries at once, and as many again over each ``per``."""

    name: str
    times: int
    per: timedelta

    def parameters(self, identity: str) -> dict[str, Any]:
        return {"key": self.key(identity), "step": self.per / self.times, "per": self.per}

    def key(self, identity: str) -> str:
        """Nobody's address is kept in the table of counters."""
        return hashlib.sha256(f"{self.name}\n{identity}".encode()).hexdigest()


def take(limit: Limit, identity: str) -> timedelta:
    """Count one try. Zero: it may be made; else how long to wait, and it was not counted.

    One statement, so that of several at the same moment no more pass than may."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, limit.parameters(identity))
        if cursor.fetchone():
            return NO_WAIT
    return max(wait(limit, identity), timedelta(seconds=1))


def wait(limit: Limit, identity: str) -> timedelta:
    """How long until the next try may be made; zero: now. Counts nothing."""
    with connection.cursor() as cursor:
        cursor.execute(WAIT, limit.parameters(identity))
        row = cursor.fetchone()
    return max(row[0], NO_WAIT) if row else NO_WAIT


def give_one_back(limit: Limit, identity: str) -> None:
    """Take back one try, as if it had not been made; what others have tried stays counted."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_ONE_BACK, limit.parameters(identity))


def forget_paid_off() -> int:
    """Drop the counters of all stores that count nothing any more; returns how many."""
    with platform_scope():
        return RateLimit.objects.filter(paid_off_at__lt=Now()).delete()[0]
