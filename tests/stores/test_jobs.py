"""Work in the background: one at a time, seen while it runs, canceled, and found when it dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from stores.jobs import kinds
from stores.jobs.files import job_folder, make_job_folder, name_of, open_file
from stores.jobs.kinds import JobCanceled, job_kind
from stores.jobs.progress import LOCKS, SECONDS_BETWEEN, Progress, is_worked_on, lock_of
from stores.models import Job, Store, Tag
from stores.portability.archive import BadArchive
from stores.scope import current_scope, platform_scope, store_scope
from stores.services.begin_job import begin_job
from stores.services.cancel_job import cancel_job
from stores.services.run_job import run_job
from stores.services.tidy_jobs import KEEP_FILES, KEEP_ROWS, end_stale_jobs, remove_old_files

Work = Callable[[Job, Progress], dict[str, Any] | None]


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``kind(work)``: what jobs of the kind ``test`` do."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    def declare(work: Work, **options: Any) -> None:
        job_kind("test", **options)(work)

    return declare


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the queue got; nothing of it is run."""
    from stores.tasks import run_job as task

    enqueued: list[str] = []
    monkeypatch.setattr(
        type(task), "enqueue", lambda self, public_id, language: enqueued.append(public_id)
    )
    return enqueued


def begin(**arguments: Any) -> Job:
    return begin_job(kind="test", title="A test", arguments=arguments)


def run(job: Job) -> Job:
    run_job(public_id=str(job.public_id))
    job.refresh_from_db()
    return job


def seen_by_another(job: Job) -> tuple[Any, ...]:
    """The row as somebody sees it who looks at the progress screen meanwhile."""
    other = connection.copy()
    try:
        with platform_scope(), other.cursor() as cursor:
            cursor.execute(
                "SELECT state, done, total, message FROM stores_job WHERE id = %s", [job.pk]
            )
            return cursor.fetchone()
    finally:
        other.close()


# Running -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_works_transaction_has_not_ended(store, kind, waiting) -> None:
    from stores.services.export_store import one_moment

    seen = []

    def work(job: Job, progress: Progress) -> None:
        with store_scope(store), one_moment():
            Tag.objects.count()
            progress(3, 12, "Pictures")
            seen.append(seen_by_another(job))
            assert current_scope().key == str(store.pk)

    kind(work)
    job = run(begin())

    assert seen == [("running", 3, 12, "Pictures")]
    assert (job.state, job.percent, job.message) == (Job.State.DONE, 100, "")
    assert job.finished_at is not None


@pytest.mark.django_db(transaction=True)
def test_many_steps_cost_two_writes_a_second_at_most(store, kind, waiting, monkeypatch) -> None:
    writes = []
    as_it_is = Progress.execute

    def execute(self: Progress, sql: str, parameters: list[Any]) -> Any:
        writes.append(sql)
        return as_it_is(self, sql, parameters)

    def work(job: Job, progress: Progress) -> None:
        for n in range(10_000):
            progress(n, 20_000)

    kind(work)
    job = begin()
    monkeypatch.setattr(Progress, "execute", execute)
    run(job)

    steps = [sql for sql in writes if "cancel_asked_at" in sql]
    assert 1 <= len(steps) <= 3
    assert SECONDS_BETWEEN >= 0.5


@pytest.mark.django_db(transaction=True)
def test_a_stores_job_runs_in_its_store_and_the_platforms_in_the_platforms_scope(
    store, kind
) -> None:
    from django.test import override_settings
    from django_tasks_db.models import DBTaskResult

    from tests.stores.test_worker import BACKEND, work

    seen = []
    kind(lambda job, progress: seen.append(current_scope().key))
    with override_settings(TASKS=BACKEND):
        with store_scope(store):
            mine = begin()
        with platform_scope():
            ours = begin()
        assert DBTaskResult.objects.count() == 2
        work()
    assert sorted(seen) == [str(store.pk), "all0"]
    assert (mine.store_id, ours.store_id) == (store.pk, 0)


@pytest.mark.django_db
def test_a_result_and_a_file_are_kept(store, kind, waiting) -> None:
    def work(job: Job, progress: Progress) -> dict[str, Any]:
        file = make_job_folder(job) / "list.csv"
        file.write_text("a,b")
        job.file = name_of(job, file)
        return {"rows": 1}

    kind(work)
    job = run(begin())

    assert job.result == {"rows": 1}
    with open_file(job) as file:
        assert file.read() == b"a,b"
    assert job_folder(job).stat().st_mode & 0o077 == 0


# Going wrong -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValidationError("The name is taken."), "The name is taken."),
        (BadArchive("A file was changed."), "A file was changed."),
        (OSError(28, "No space left on device"), "The disk is full"),
        (PermissionError(13, "Permission denied", "/srv/x"), "may not read or write there: /srv/x"),
        (Store.DoesNotExist("x"), "is gone"),
        (ZeroDivisionError("division by zero"), "the server’s log has the details under"),
    ],
)
def test_a_failure_is_told_in_words_and_its_trace_is_in_the_log(
    store, kind, waiting, caplog, error: Exception, words: str
) -> None:
    def work(job: Job, progress: Progress) -> None:
        make_job_folder(job)
        job.file = "0/half.zip"
        raise error

    kind(work)
    job = run(begin())

    assert job.state == Job.State.FAILED
    assert words in job.message
    assert "division" not in job.message
    assert job.file == ""
    assert not job_folder(job).exists()
    assert type(error).__name__ in caplog.text


@pytest.mark.django_db
def test_a_kind_that_nobody_registered_cannot_be_begun(store, kind) -> None:
    with pytest.raises(KeyError, match="Unknown kind"):
        begin_job(kind="no.such", title="x")
    assert not Job.objects.exists()


# Twice -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_work_begun_twice_is_one_job_and_other_work_is_another(
    store, kind, waiting, django_capture_on_commit_callbacks
) -> None:
    kind(lambda job, progress: None)
    with django_capture_on_commit_callbacks(execute=True):
        first, again, other = begin(store="alpha"), begin(store="alpha"), begin(store="beta")
    assert first == again != other
    assert waiting == [str(first.public_id), str(other.public_id)]
    run(first)
    assert begin(store="alpha") != first


@pytest.mark.django_db(transaction=True)
def test_the_same_work_begun_by_two_at_once_is_one_job(store, kind, waiting) -> None:
    kind(lambda job, progress: None)
    ready, found = threading.Barrier(2), []

    def click() -> None:
        try:
            with platform_scope():
                ready.wait(10)
                found.append(begin(store="alpha").pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 2
    assert len(set(found)) == len(waiting) == 1


@pytest.mark.django_db
def test_a_task_that_runs_twice_does_the_work_once(store, kind, waiting) -> None:
    runs = []
    kind(lambda job, progress: runs.append(job.pk))
    job = begin()
    run(job)
    run(job)
    assert len(runs) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_that_another_worker_has_is_left_to_it(store, kind, waiting) -> None:
    runs = []
    kind(lambda job, progress: runs.append(job.pk))
    job = begin()
    with Progress(job) as other:
        assert other.claim()
        assert is_worked_on(job)
        run(job)
        end_stale_jobs()
        job.refresh_from_db()
        assert (runs, job.state) == ([], Job.State.RUNNING)
    assert not is_worked_on(job)


# Canceling ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_job_that_waits_is_canceled_at_once_and_never_runs(store, kind, waiting) -> None:
    runs = []
    kind(lambda job, progress: runs.append(job.pk))
    job = cancel_job(job=begin())
    assert job.state == Job.State.CANCELED
    assert run(job).state == Job.State.CANCELED
    assert not runs


@pytest.mark.django_db(transaction=True)
def test_a_job_that_runs_ends_at_its_next_step_and_leaves_nothing(store, kind, waiting) -> None:
    from django.db import transaction

    def work(job: Job, progress: Progress) -> None:
        with store_scope(store), transaction.atomic():
            Tag.objects.create(name="half done")
            cancel_elsewhere(job)
            progress(1, 2)
            progress._next = 0.0
            progress(1, 2)
            raise AssertionError("went on")

    kind(work)
    job = run(begin())

    assert job.state == Job.State.CANCELED
    assert not Tag.objects.filter(name="half done").exists()


def cancel_elsewhere(job: Job) -> None:
    def click() -> None:
        try:
            with platform_scope():
                assert cancel_job(job=job).state == Job.State.RUNNING
                assert cancel_job(job=job).state == Job.State.RUNNING
        finally:
            connections.close_all()

    thread = threading.Thread(target=click)
    thread.start()
    thread.join(20)


@pytest.mark.django_db
def test_what_was_done_until_a_cancellation_is_told(store, kind, waiting) -> None:
    def work(job: Job, progress: Progress) -> None:
        canceled = JobCanceled()
        canceled.result = {"done": 3}
        raise canceled

    kind(work)
    assert run(begin()).result == {"done": 3}


@pytest.mark.django_db
def test_what_has_ended_cannot_be_canceled(store, kind, waiting) -> None:
    kind(lambda job, progress: None)
    job = run(begin())
    with pytest.raises(ValidationError, match="it is done"):
        cancel_job(job=job)


# Dying -------------------------------------------------------------------------------------


WORKER = """
import sys, time, psycopg
connection = psycopg.connect(sys.argv[1], autocommit=True)
connection.execute("SELECT set_config('galleria.store', '0', false)")
connection.execute("SELECT set_config('galleria.sees_from', '0', false)")
connection.execute("SELECT set_config('galleria.sees_to', '9999999', false)")
connection.execute("SELECT pg_advisory_lock(%s, %s)", [int(sys.argv[2]), int(sys.argv[3])])
connection.execute("UPDATE stores_job SET state = 'running' WHERE id = %s", [int(sys.argv[4])])
connection.execute("BEGIN")
connection.execute("UPDATE stores_job SET title = 'half done' WHERE id <> %s", [int(sys.argv[4])])
print("at work", flush=True)
time.sleep(60)
"""


def die_half_way(job: Job) -> None:
    """A worker of another process that is killed in the middle of its work."""
    parameters = connection.get_connection_params()
    names = ("host", "port", "dbname", "user", "password")
    dsn = make_conninfo(**{name: parameters[name] for name in names if parameters.get(name)})
    what = [dsn, str(LOCKS), str(lock_of(job)), str(job.pk)]
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, *what], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    assert is_worked_on(job)
    end_stale_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING, "who lives is left alone"
    process.kill()
    process.wait(10)
    wait_until_gone(job)


def wait_until_gone(job: Job) -> None:
    for _n in range(100):
        if not is_worked_on(job):
            return
        time.sleep(0.05)
    raise AssertionError("The lock of a process that was killed is held.")


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_was_killed_fails_says_so_and_keeps_nothing(
    store, kind, waiting
) -> None:
    cleaned = []
    kind(lambda job, progress: None, clean_up=lambda job: cleaned.append(job.pk))
    other, job = begin(n=1), begin(n=2)
    make_job_folder(job)
    die_half_way(job)

    end_stale_jobs()
    end_stale_jobs()

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "stopped half-way" in job.message
    assert cleaned == [job.pk]
    assert not job_folder(job).exists()
    other.refresh_from_db()
    assert other.title == "A test"


@pytest.mark.django_db(transaction=True)
def test_one_that_changes_nothing_starts_again_by_itself_and_not_for_ever(
    store, kind, waiting
) -> None:
    kind(lambda job, progress: {"rows": 1}, starts_again=True)
    job = begin()
    die_half_way(job)
    end_stale_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    assert waiting == [str(job.public_id)] * 2

    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    end_stale_jobs()
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    end_stale_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


@pytest.mark.django_db(transaction=True)
def test_a_job_that_the_queue_has_lost_is_enqueued_again(store, kind, waiting) -> None:
    kind(lambda job, progress: None)
    job = begin()
    waiting.clear()
    end_stale_jobs()
    assert waiting == []
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=11))
    end_stale_jobs()
    assert waiting == [str(job.public_id)]


# Files -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_files_go_after_a_week_and_rows_after_three_months(store, kind, waiting, settings) -> None:
    def work(job: Job, progress: Progress) -> None:
        file = make_job_folder(job) / "list.csv"
        file.write_text("a,b")
        job.file = name_of(job, file)

    kind(work)
    old, new, ancient = run(begin(n=1)), run(begin(n=2)), run(begin(n=3))
    now = timezone.now()
    Job.objects.filter(pk=old.pk).update(finished_at=now - KEEP_FILES - timedelta(hours=1))
    Job.objects.filter(pk=ancient.pk).update(finished_at=now - KEEP_ROWS - timedelta(hours=1))
    stray = Path(settings.PRIVATE_ROOT, "jobs", "0", "stray")
    upload = Path(settings.PRIVATE_ROOT, "uploads", "stray")
    stray.mkdir(parents=True)
    upload.parent.mkdir(parents=True)
    upload.touch()
    for path in (stray, upload):
        os.utime(path, (0, 0))

    remove_old_files()
    remove_old_files()

    old.refresh_from_db()
    assert old.file == ""
    assert not job_folder(old).exists()
    assert open_file(new).read() == b"a,b"
    assert not Job.objects.filter(pk=ancient.pk).exists()
    assert not stray.exists()
    assert not upload.exists()


@pytest.mark.django_db
def test_a_name_that_leads_out_of_the_jobs_folder_opens_nothing(store, kind, waiting) -> None:
    kind(lambda job, progress: None)
    job = run(begin())
    other = run(begin(n=2))
    (make_job_folder(other) / "x.zip").write_text("x")
    for name in (f"{other.public_id}/x.zip", f"{job.public_id}/../{other.public_id}/x.zip",
                 "/etc/passwd", ""):  # fmt: skip
        job.file = name
        with pytest.raises(FileNotFoundError):
            open_file(job)
