from __future__ import annotations

import logging
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from stores import actors
from stores.actors import Actor, acting
from stores.jobs.files import remove_folder
from stores.jobs.kinds import JobCanceled, JobKind, kind_of
from stores.jobs.progress import Progress
from stores.jobs.words import words_of
from stores.models import Job
from stores.scope import PLATFORM_ID, enter

logger = logging.getLogger(__name__)


def run_job(*, public_id: str, language: str = "") -> None:
    """Do a job's work, in its own scope and as who asked for it.

    Locks the job for as long as it runs; one that another worker has, or that is not waiting any
    more, is left alone, so that twice does the work once. What the work raises ends the job as
    failed, with words for people in its row and the trace in the log."""
    job = Job.objects.select_related("requested_by").filter(public_id=public_id).first()
    if job is None:
        return
    with translation.override(language or None), Progress(job) as progress:
        if not progress.claim():
            return
        with enter(progress.scope), acting(actor_of(job)):
            carry_out(job, kind_of(job.kind), progress)


def carry_out(job: Job, kind: JobKind, progress: Progress) -> None:
    try:
        result = kind.run(job, progress)
    except JobCanceled as canceled:
        end(job, progress, Job.State.CANCELED, _("Canceled."), canceled.result)
    except Exception as error:
        logger.exception("Job %s (%s) failed", job.public_id, job.kind)
        end(job, progress, Job.State.FAILED, words_of(error, job), None)
    except BaseException:  # The worker is told to stop at once.
        progress.finish(
            state=Job.State.FAILED,
            message=_("The background worker was stopped. Begin again."),
            result=job.result,
        )
        raise
    else:
        end(job, progress, Job.State.DONE, "", result)


def end(
    job: Job, progress: Progress, state: str, message: str, result: dict[str, Any] | None
) -> None:
    """What did not come to its end keeps no file."""
    if state != Job.State.DONE:
        job.file = ""
        remove_folder(job)
    progress.finish(
        state=state, message=message, result={**job.result, **(result or {})}, file=job.file
    )


def actor_of(job: Job) -> Actor:
    user = job.requested_by
    if user is None:
        return actors.NOBODY
    kind = actors.OPERATOR if job.store_id == PLATFORM_ID else actors.PERSON
    return Actor(kind, user.pk, user.email)
