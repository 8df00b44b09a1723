"""How far a job is, written while it runs.

The work is often one transaction, whose writes nobody sees before its end, and an export's sees
one moment of the database. So progress goes by a connection of its own, which commits each time.
It also holds an advisory lock for as long as the worker lives: a job that is running while nobody
holds its lock was left by a worker that died."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.json import Jsonb

from stores.jobs.kinds import JobCanceled
from stores.models import Job
from stores.scope import PLATFORM, Scope, enter, scope_of

LOCKS = 0x6761_6C6D
SECONDS_BETWEEN = 0.5


class Progress:
    """Called as ``progress(done, total, message)``; raises JobCanceled when that was asked for.

    At most two calls a second reach the database; the others cost nothing."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.scope = scope_of_job(job)
        self.connection = own_connection()
        self._next = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, lock_of(self.job)])
        if self.connection is not connection:
            self.connection.close()

    def __call__(self, done: int, total: int, message: str = "") -> None:
        if time.monotonic() < self._next and done < total:
            return
        self._next = time.monotonic() + SECONDS_BETWEEN
        row = self.execute(
            "UPDATE stores_job SET done = %s, total = %s, message = %s, seen_at = now()"
            " WHERE id = %s AND state = %s RETURNING cancel_asked_at",
            [done, total, message[:500], self.job.pk, Job.State.RUNNING],
        )
        if row is None or row[0] is not None:
            raise JobCanceled

    def note(self, **facts: Any) -> None:
        """Keep ``facts`` in the job's result at once, for who has to clean up after it."""
        self.job.result = {**self.job.result, **facts}
        self.execute(
            "UPDATE stores_job SET result = %s WHERE id = %s",
            [Jsonb(self.job.result), self.job.pk],
        )

    def claim(self) -> bool:
        """Take the job on. Not if it is canceled or done, or if another worker is at it."""
        if not self.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, lock_of(self.job)])[0]:
            return False
        row = self.execute(
            "UPDATE stores_job SET state = %s, started_at = now(), seen_at = now(), done = 0"
            " WHERE id = %s AND state = %s RETURNING id",
            [Job.State.RUNNING, self.job.pk, Job.State.QUEUED],
        )
        return row is not None

    def finish(self, *, state: str, message: str, result: dict[str, Any], file: str = "") -> None:
        """Only what is running can end; what was ended by another stays as it is."""
        self.execute(
            "UPDATE stores_job SET state = %s, message = %s, result = %s, file = %s,"
            " done = CASE WHEN %s THEN greatest(total, 1) ELSE done END,"
            " total = greatest(total, 1), finished_at = now(), seen_at = now()"
            " WHERE id = %s AND state = %s RETURNING id",
            [
                state,
                message[:500],
                Jsonb(result),
                file,
                state == Job.State.DONE,
                self.job.pk,
                Job.State.RUNNING,
            ],
        )

    def execute(self, sql: str, parameters: list[Any]) -> Any:
        """The first row, if the statement gives any."""
        with enter(self.scope), self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchone() if cursor.description else None


def own_connection() -> BaseDatabaseWrapper:
    """Inside a transaction that has not ended, another connection would not find the job."""
    return connection if connection.in_atomic_block else connection.copy()


def scope_of_job(job: Job) -> Scope:
    return scope_of(job.store_id) if job.store_id else PLATFORM


def lock_of(job: Job) -> int:
    return int(job.pk % 2**31)


def is_worked_on(job: Job) -> bool:
    """Whether a worker that lives holds the job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, lock_of(job)])
        if not cursor.fetchone()[0]:
            return True
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, lock_of(job)])
    return False
