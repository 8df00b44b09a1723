"""Background work of a load: what indexes the content is done once, at the end; the rest never."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.utils import timezone
from django_tasks import task_backends
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id
from modelcluster.fields import ParentalKey

from stores.scope import PLATFORM_ID, owner_id, platform_scope, store_scope

REFERENCES = "wagtail.tasks.update_reference_index_task"
INDEXING = ("wagtail.tasks.update_reference_index", "modelsearch.tasks.")


class Collected(BaseTaskBackend):
    """Keeps what is enqueued, in each store each task with the same arguments once."""

    supports_defer = True
    supports_async_task = True
    supports_priority = True

    def __init__(self) -> None:
        super().__init__("default", {})
        self.tasks: dict[tuple[int, str, str], tuple[Task, Any, Any]] = {}

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        owner = owner_id() or PLATFORM_ID
        self.tasks[owner, task.module_path, repr((args, kwargs))] = (task, args, kwargs)
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )

    def run_indexing(self) -> None:
        """As the worker does, in the scope of who enqueued: the rows of an index belong to it.

        Of the reference index only what is no child of something else: a product's task
        reads its variants, too, and theirs would read it once more each."""
        for (owner, path, _arguments), (task, args, kwargs) in self.tasks.items():
            if path == REFERENCES and parents_of(*args[:2]):
                continue
            if path.startswith(INDEXING):
                with store_scope(owner) if owner else platform_scope():
                    task.func(*args, **kwargs)


def parents_of(app_label: str, model_name: str) -> list[Any]:
    model = apps.get_model(app_label, model_name)
    return [field for field in model._meta.get_fields() if isinstance(field, ParentalKey)]


@contextmanager
def little_background_work() -> Generator[None]:
    """Wagtail enqueues an indexing task with every save, most of which the next save makes
    void: each is run once, at the end. Nobody is mailed about an order of last month, and none
    of them is about to expire."""
    kept = task_backends["default"]
    collected = Collected()
    task_backends["default"] = collected
    try:
        yield
        collected.run_indexing()
    finally:
        task_backends["default"] = kept
