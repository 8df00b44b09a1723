"""One change of many stores: each by itself, and the next one also if one fails."""

from __future__ import annotations

import logging
import zipfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from platform_site.control.bulk.actions import ACTIONS
from stores.jobs.files import make_job_folder, name_of
from stores.jobs.kinds import JobCanceled, job_kind
from stores.jobs.progress import Progress
from stores.jobs.words import words_of
from stores.models import Job, Store
from stores.services.export_store import export_store

logger = logging.getLogger(__name__)

BULK = "stores.bulk"


@job_kind(BULK, template="platform_site/control/jobs/bulk.html")
def bulk_job(job: Job, progress: Progress) -> dict[str, Any]:
    ids: list[int] = job.arguments["ids"]
    result: dict[str, Any] = {"changed": 0, "failed": [], "of": len(ids)}
    do = ACTIONS[job.arguments["action"]].do or Exporter(job)
    for done, pk in enumerate(ids):
        progress.note(**result)  # Told also if the worker is killed.
        tell(progress, done, len(ids), result)
        store = Store.objects.select_related("plan", "site__root_page").filter(pk=pk).first()
        if store is None:
            result["failed"].append({"store": f"{pk}", "why": _("The store is gone.")})
            continue
        try:
            do(store, job.arguments["data"])
        except Exception as error:
            logger.warning("%s of %s failed", job.arguments["action"], store.slug, exc_info=error)
            result["failed"].append({"store": store.slug, "why": words_of(error, job)})
        else:
            result["changed"] += 1
    if isinstance(do, Exporter):
        do.finish()
    return result


def tell(progress: Progress, done: int, total: int, result: dict[str, Any]) -> None:
    """What was done before somebody canceled it stays done, and is told."""
    try:
        progress(done, total, _("%(done)s of %(total)s stores") % {"done": done, "total": total})
    except JobCanceled as canceled:
        canceled.result = result
        raise


class Exporter:
    """Puts an archive of each store into one ZIP file."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.path: Path | None = None

    def __call__(self, store: Store, data: dict[str, Any]) -> None:
        folder = make_job_folder(self.job)
        archive = folder / f"{store.slug}.zip"
        try:
            export_store(store=store, output=archive, trade=bool(data.get("trade")))
            self.path = folder / "stores.zip"
            with zipfile.ZipFile(self.path, "a", zipfile.ZIP_STORED) as bundle:
                bundle.write(archive, archive.name)
        finally:
            archive.unlink(missing_ok=True)

    def finish(self) -> None:
        if self.path is not None:
            self.job.file = name_of(self.job, self.path)
