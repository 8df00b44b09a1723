"""What the schedule does about jobs: finds those whose worker died, removes old files."""

from __future__ import annotations

import logging
import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.jobs.files import remove_folder
from stores.jobs.kinds import kind_of
from stores.jobs.progress import is_worked_on, scope_of_job
from stores.models import Job
from stores.scope import enter, platform_scope
from stores.services.begin_job import enqueue_after_commit

logger = logging.getLogger(__name__)

KEEP_FILES = timedelta(days=7)
KEEP_ROWS = timedelta(days=90)
LOST = timedelta(minutes=10)
"""A job that waits longer is enqueued again: twice does no harm."""
MOST_TRIES = 3


def end_stale_jobs() -> None:
    """Jobs whose worker was killed half-way: what they wrote was rolled back by the database, what
    they left in files is removed. A kind that may starts again, up to three times in all; others
    fail and say so. Safe to repeat; of two at once the row's lock lets one."""
    with platform_scope():
        for job in Job.objects.filter(state=Job.State.RUNNING):
            if not is_worked_on(job):
                with enter(scope_of_job(job)):
                    end_stale_job(job)
        lost = timezone.now() - LOST
        for job in Job.objects.filter(state=Job.State.QUEUED, created_at__lt=lost, seen_at=None):
            with enter(scope_of_job(job)), transaction.atomic():
                Job.objects.filter(pk=job.pk).update(seen_at=timezone.now())
                enqueue_after_commit(job)


def end_stale_job(job: Job) -> None:
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state != Job.State.RUNNING or is_worked_on(job):
            return
        logger.warning("Job %s (%s) was left by its worker", job.public_id, job.kind)
        try:
            kind = kind_of(job.kind)
        except KeyError:
            kind = None
        if kind is not None and kind.clean_up is not None:
            kind.clean_up(job)
        tries = job.result.get("tries", 1)
        if kind is not None and kind.starts_again and tries < MOST_TRIES:
            job.state, job.done, job.result = Job.State.QUEUED, 0, {"tries": tries + 1}
            job.message = _("The background worker stopped half-way; this starts again.")
            enqueue_after_commit(job)
        else:
            job.state, job.finished_at, job.file = Job.State.FAILED, timezone.now(), ""
            job.message = _(
                "The background worker stopped half-way. No change was left half made; look how far"
                " it came, and begin again if need be."
            )
            remove_folder(job)
        job.save(update_fields=["state", "done", "result", "message", "finished_at", "file"])


def remove_old_files() -> None:
    """Files of jobs after a week, and rows of jobs after three months. Safe to repeat."""
    now = timezone.now()
    with platform_scope():
        ended = Job.objects.exclude(state__in=Job.UNDER_WAY)
        old = ended.filter(finished_at__lt=now - KEEP_FILES)
        for job in old.exclude(file=""):
            remove_folder(job)
        old.exclude(file="").update(file="")
        ended.filter(finished_at__lt=now - KEEP_ROWS).delete()
        kept = {str(each) for each in Job.objects.values_list("public_id", flat=True)}
    remove_stray_folders(kept)


def remove_stray_folders(kept: set[str]) -> None:
    """Of jobs whose rows are gone, and uploads of which none became."""
    oldest = time.time() - KEEP_FILES.total_seconds()
    private = Path(settings.PRIVATE_ROOT)
    for folder in private.glob("jobs/*/*"):
        if folder.name not in kept and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
    for file in private.glob("uploads/*"):
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
