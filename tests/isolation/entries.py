"""Every way into a scope, tried with two stores; each returns what it found wrong."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from unittest.mock import patch

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.test import RequestFactory, override_settings
from django_tasks_db.models import DBTaskResult

from catalog.models import Category
from platform_site import command_line
from stores.logging import ScopeFilter
from stores.middleware import HostMiddleware
from stores.scope import current_scope, platform_scope, store_scope
from stores.worker import ScopedWorker
from tests.isolation.furnish import Two
from tests.stores import test_worker

QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


def problems(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what}: {found!r} and not {wanted!r}"]


def by_request(two: Two) -> list[str]:
    """The middleware enters the store of the host, for the view and for a stream behind it."""
    seen: list[str] = []

    def view(request: object) -> StreamingHttpResponse:
        seen.append(current_scope().key)
        return StreamingHttpResponse(current_scope().key for _chunk in range(2))

    request = RequestFactory().get("/", headers={"host": two.mine.host})
    response = HostMiddleware(view)(request)
    own = str(two.mine.store.pk)
    with platform_scope():
        streamed = b"".join(response).decode()
    return problems("a view", seen, [own]) + problems("a stream", streamed, own * 2)


def by_task(two: Two) -> list[str]:
    """The worker, which looks for work in the platform's scope, runs a task in its store's."""
    worker = ScopedWorker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="test", excluded_queue_names=[],
    )  # fmt: skip
    with store_scope(two.mine.store), override_settings(TASKS=QUEUE):
        own = list(Category.objects.order_by("name").values_list("name", flat=True))
        task = test_worker.look.enqueue()
    test_worker.seen.clear()
    with platform_scope(), override_settings(TASKS=QUEUE):
        worker.run_task(DBTaskResult.objects.get(pk=task.id))
    return problems("a task", test_worker.seen, [(str(two.mine.store.pk), own)])


def by_command(two: Two) -> list[str]:
    """``manage.py … --store SLUG``."""
    seen: list[str] = []

    def execute(argv: list[str]) -> None:
        seen.append(current_scope().key)

    with patch.object(command_line, "execute_from_command_line", execute):
        for option in (["--store", two.mine.store.slug], [f"--store={two.mine.store.slug}"]):
            command_line.run(
                ["manage.py", "shell", *option], SimpleNamespace(EMBEDDED_POSTGRES=False)
            )
    return problems("a command", seen, [str(two.mine.store.pk)] * 2)


def after_commit(two: Two) -> list[str]:
    """What is to run after the commit runs in the scope that asked for it."""
    seen: list[str] = []
    with store_scope(two.mine.store):
        transaction.on_commit(lambda: seen.append(current_scope().key))
    (_savepoints, callback, _robust) = connection.run_on_commit.pop()
    with platform_scope():
        callback()
    return problems("after the commit", seen, [str(two.mine.store.pk)])


def after_rollback(two: Two) -> list[str]:
    """A rollback takes the session's settings back, and the next query gets the right ones."""
    own = set(Category.objects.filter(store=two.mine.store).values_list("pk", flat=True))
    with store_scope(two.theirs.store):
        Category.objects.count()
        savepoint = transaction.savepoint()
        with store_scope(two.mine.store):
            Category.objects.count()
            transaction.savepoint_rollback(savepoint)
            found = set(Category.objects.values_list("pk", flat=True))
    return problems("after a rollback", found, own)


def by_cache(two: Two) -> list[str]:
    with store_scope(two.theirs.store):
        cache.set("isolation", two.theirs.secret)
    with store_scope(two.mine.store):
        found = cache.get("isolation")
    with store_scope(two.theirs.store):
        own = cache.get("isolation")
        cache.delete("isolation")
    return problems("another's cache", found, None) + problems("a cache", own, two.theirs.secret)


def by_storage(two: Two) -> list[str]:
    """One name is two files in two stores."""
    with store_scope(two.theirs.store):
        name = default_storage.save("images/isolation.txt", ContentFile(b"theirs"))
    with store_scope(two.mine.store):
        found = default_storage.exists(name)
    with store_scope(two.theirs.store):
        own = default_storage.exists(name)
        default_storage.delete(name)
    return problems("another's file", found, False) + problems("a file", own, True)


def by_log(two: Two) -> list[str]:
    record = logging.LogRecord("x", logging.INFO, "x", 1, "x", None, None)
    with store_scope(two.mine.store):
        ScopeFilter().filter(record)
    return problems("a line of the log", record.__dict__.get("store"), two.mine.store.slug)


ENTRIES = (
    by_request, by_task, by_command, after_commit, after_rollback, by_cache, by_storage, by_log,
)  # fmt: skip
