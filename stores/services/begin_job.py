from __future__ import annotations

import zlib
from typing import Any

from django.db import connection, transaction
from django.utils.translation import get_language

from stores.jobs.kinds import kind_of
from stores.jobs.progress import LOCKS
from stores.models import Job, User
from stores.portability.archive import canonical
from stores.scope import PLATFORM_ID, owner_id


def begin_job(
    *,
    kind: str,
    title: str,
    arguments: dict[str, Any] | None = None,
    requested_by: User | None = None,
) -> Job:
    """Have ``kind`` done in the background, with ``arguments`` (JSON), by the store in scope; in
    the control host's or the platform's scope by the platform. Enqueued after the commit.

    Locks the work that is asked for, so that begun twice at once there is one job: while one of
    the same kind with the same arguments is under way, that is returned. Raises KeyError for a
    kind that nobody registered. ``title`` names stores by their slugs, which are no secret."""
    kind_of(kind)
    arguments = arguments or {}
    work = f"{owner_id()} {kind} {canonical(arguments)}"
    with transaction.atomic():
        with connection.cursor() as cursor:
            key = zlib.crc32(work.encode()) - 2**31
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS + 1, key])
        under_way = Job.objects.filter(
            store_id=owner_id() or PLATFORM_ID,
            kind=kind,
            arguments=arguments,
            state__in=Job.UNDER_WAY,
        ).first()
        if under_way is not None:
            return under_way
        job = Job.objects.create(
            kind=kind, title=title[:250], arguments=arguments, requested_by=requested_by
        )
        enqueue_after_commit(job)
    return job


def enqueue_after_commit(job: Job) -> None:
    from stores.tasks import run_job

    language = get_language() or ""
    public_id = str(job.public_id)
    transaction.on_commit(lambda: run_job.enqueue(public_id, language))
