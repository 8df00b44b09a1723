"""The background worker: runs each task in the scope of the store that its row belongs to.

A task's row gets its store from the scope it was enqueued in (the column's database default),
so no task, ours or a package's, has to carry it. A task of the platform (store 0) runs in the
platform's scope."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from stores.schedule import Schedule
from stores.scope import PLATFORM_ID, Scope, platform_scope, scope_of
from stores.scope import enter as enter_scope

logger = logging.getLogger(__name__)


def task_scope(task: DBTaskResult) -> AbstractContextManager[Scope]:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.store_id, s.slug FROM "{DBTaskResult._meta.db_table}" t'  # noqa: S608 - a table's name
            " JOIN stores_store s ON s.id = t.store_id WHERE t.id = %s",
            [task.pk],
        )
        store_id, slug = cursor.fetchone()
    return platform_scope() if store_id == PLATFORM_ID else enter_scope(scope_of(store_id, slug))


class ScopedWorker(Worker):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._schedule = Schedule()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        with task_scope(db_task_result):
            super().run_task(db_task_result)

    @property
    def running(self) -> bool:
        """Asked before each turn of the loop, which makes it the place for what is due."""
        if self._running:
            self._schedule.run_due()
        return self._running

    @running.setter
    def running(self, value: bool) -> None:
        self._running = value
