"""Exports, imports, clones and erasures as work in the background, all of them the platform's."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from platform_site.control.archives import archive_on_server, upload_folder
from stores.jobs.files import job_folder, make_job_folder, name_of, path_of
from stores.jobs.kinds import job_kind
from stores.jobs.progress import Progress
from stores.jobs.words import JobRefused
from stores.models import Job, Store
from stores.portability.summary import summary_of
from stores.scope import PLATFORM_ID, platform_scope
from stores.services.clone_store import clone_store
from stores.services.erase_store import erase_store
from stores.services.export_store import export_store
from stores.services.import_store import import_store
from stores.storage import store_folder

EXPORT, CHECK, IMPORT = "store.export", "store.check_archive", "store.import"
CLONE, ERASE = "store.clone", "store.erase"
RESULTS = "platform_site/control/jobs"
ERASABLE = (Store.Status.CLOSING, Store.Status.DISABLED)
"""Of a store that sells, or may again, nobody's click removes anything."""


def remove_half_made_store(job: Job) -> None:
    """The rows of an import that was killed are rolled back; its pictures are in a folder yet."""
    store_id = job.result.get("store_id")
    if isinstance(store_id, int) and store_id > PLATFORM_ID:
        with platform_scope():
            if Store.objects.filter(pk=store_id).exists():
                return
        shutil.rmtree(store_folder(settings.MEDIA_ROOT, store_id), ignore_errors=True)


def store_named(slug: str) -> Store:
    """Raises Store.DoesNotExist."""
    return Store.objects.select_related("plan", "site__root_page").get(slug=slug)


@job_kind(EXPORT, starts_again=True, template=f"{RESULTS}/export.html")
def export_job(job: Job, progress: Progress) -> dict[str, Any]:
    trade = bool(job.arguments.get("trade", True))
    store = store_named(job.arguments["store"])
    output = make_job_folder(job) / f"{store.slug}.zip"
    export_store(store=store, output=output, trade=trade, progress=progress)
    job.file = name_of(job, output)
    return {"store": store.slug, "size": output.stat().st_size}


@job_kind(CHECK, starts_again=True, template=f"{RESULTS}/archive.html")
def check_archive_job(job: Job, progress: Progress) -> dict[str, Any]:
    """Looks through an archive that was uploaded, or that lies in the server's folder, and keeps
    what its manifest says."""
    source = archive_source(job)
    summary = summary_of(source, progress)
    if "uploaded" in job.arguments:
        job.file = name_of(job, source)
    return {"archive": summary}


def archive_source(job: Job) -> Path:
    """Raises FileNotFoundError."""
    if "uploaded" in job.arguments:
        path = job_folder(job) / "archive.zip"
        if not path.is_file():  # Uploaded into a folder of its own, before there was a job.
            waiting = upload_folder() / str(job.arguments["uploaded"])
            make_job_folder(job)
            shutil.move(waiting, path)
        return path
    return archive_on_server(str(job.arguments["file"]))


@job_kind(IMPORT, clean_up=remove_half_made_store, template=f"{RESULTS}/store.html")
def import_job(job: Job, progress: Progress) -> dict[str, Any]:
    checked = Job.objects.filter(public_id=job.arguments["checked"], kind=CHECK).first()
    if checked is None or checked.state != Job.State.DONE:
        raise JobRefused(_("The archive was not checked, or it was removed. Begin again."))
    file = path_of(checked) if checked.file else archive_source(checked)
    store = import_store(
        file=file,
        slug=job.arguments["slug"],
        name=job.arguments.get("name", ""),
        plan=job.arguments.get("plan", ""),
        progress=progress,
        began=lambda made: progress.note(store_id=made.pk),
    )
    return {"store": store.slug}


@job_kind(CLONE, clean_up=remove_half_made_store, template=f"{RESULTS}/store.html")
def clone_job(job: Job, progress: Progress) -> dict[str, Any]:
    store = clone_store(
        store=store_named(job.arguments["store"]),
        slug=job.arguments["slug"],
        name=job.arguments.get("name", ""),
        progress=progress,
        began=lambda made: progress.note(store_id=made.pk),
    )
    return {"store": store.slug}


@job_kind(ERASE, template=f"{RESULTS}/erased.html")
def erase_job(job: Job, progress: Progress) -> dict[str, Any]:
    store = store_named(job.arguments["store"])
    if store.pk != job.arguments["store_id"] or store.status not in ERASABLE:
        raise JobRefused(
            _("%(slug)s is %(status)s. Only a store that is closing or disabled is erased.")
            % {"slug": store.slug, "status": store.get_status_display().lower()}
        )
    removed = erase_store(store=store, only_from=ERASABLE, progress=progress)
    return {"erased": store.slug, "removed": removed}
