from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.models import Job


def cancel_job(*, job: Job) -> Job:
    """End a job: one that waits at once; one that runs is asked, and ends at its next step.

    Locks the job's row. Raises ValidationError for one that has ended; asked twice, the second
    time changes nothing."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if not job.is_under_way:
            raise ValidationError(
                _("There is nothing to cancel: it is %(state)s."),
                params={"state": job.get_state_display().lower()},
            )
        now = timezone.now()
        job.cancel_asked_at = job.cancel_asked_at or now
        if job.state == Job.State.QUEUED:
            job.state, job.finished_at = Job.State.CANCELED, now
            job.message = _("Canceled before it began.")
        job.save(update_fields=["state", "finished_at", "cancel_asked_at", "message"])
    return job
