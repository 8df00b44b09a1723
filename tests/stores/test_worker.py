"""A background task runs in the scope it was enqueued in, without carrying it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import override_settings
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from catalog.models import Category
from stores.scope import current_scope, no_scope, platform_scope, store_scope
from stores.worker import ScopedWorker, task_scope
from tests.factories import make_category

pytestmark = pytest.mark.django_db

BACKEND = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
seen: list[tuple[str, list[str]]] = []


@task()
def look() -> None:
    names = Category.objects.order_by("name").values_list("name", flat=True)
    seen.append((current_scope().key, list(names)))


@task()
def fail() -> None:
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def shelves(store, other_store):
    seen.clear()
    make_category(store, "Alpha shelf")
    make_category(other_store, "Beta shelf")
    with override_settings(TASKS=BACKEND):
        yield


def work() -> None:
    worker = ScopedWorker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="test", excluded_queue_names=[],
    )  # fmt: skip
    with platform_scope():
        for row in DBTaskResult.objects.ready():
            worker.run_task(row)


def test_each_task_sees_the_store_it_was_enqueued_for(store, other_store):
    for scope in (store_scope(other_store), store_scope(store), platform_scope()):
        with scope:
            look.enqueue()
    with platform_scope(on_behalf_of=store):
        look.enqueue()

    work()

    assert sorted(seen) == sorted(
        [
            (str(other_store.pk), ["Beta shelf"]),
            (str(store.pk), ["Alpha shelf"]),
            ("all0", ["Alpha shelf", "Beta shelf"]),
            (str(store.pk), ["Alpha shelf"]),
        ]
    )


def test_with_no_scope_no_task_can_be_enqueued():
    from django.db import DatabaseError, transaction

    with no_scope(), pytest.raises(DatabaseError), transaction.atomic():
        look.enqueue()


def test_a_task_that_fails_leaves_its_scope_and_stays_its_stores(store, other_store):
    with store_scope(store):
        result = fail.enqueue()
    work()
    assert current_scope().is_platform
    with store_scope(other_store):
        assert not DBTaskResult.objects.filter(pk=result.id).exists()
    with store_scope(store):
        row = DBTaskResult.objects.get(pk=result.id)
        assert row.exception_class_path.endswith("ZeroDivisionError")


def test_a_store_cannot_hand_its_task_to_another(store, other_store):
    from django.db import DatabaseError, transaction

    with store_scope(store):
        result = look.enqueue()
        with (
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE django_tasks_database_dbtaskresult SET store_id = %s WHERE id = %s",
                [other_store.pk, result.id],
            )


def test_the_log_names_the_store_while_a_task_runs(store):
    with store_scope(store):
        result = look.enqueue()
    row = DBTaskResult.objects.get(pk=result.id)
    with task_scope(row) as scope:
        assert str(scope) == "alpha"
