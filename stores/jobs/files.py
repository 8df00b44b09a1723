"""Files of jobs: archives made and uploaded. Below a folder that no address serves; a view hands
them out to who may have them, and they are removed after a week."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import IO

from django.conf import settings

from stores.models import Job


def jobs_folder(store_id: int | None) -> Path:
    """Of all jobs of one store; of the platform's for 0."""
    return Path(settings.PRIVATE_ROOT) / "jobs" / str(store_id)


def job_folder(job: Job) -> Path:
    return jobs_folder(job.store_id) / str(job.public_id)


def make_job_folder(job: Job) -> Path:
    """For this system's user alone."""
    folder = job_folder(job)
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    return folder


def name_of(job: Job, path: Path) -> str:
    """What ``Job.file`` keeps of a file in the job's folder."""
    return path.relative_to(jobs_folder(job.store_id)).as_posix()


def path_of(job: Job) -> Path:
    """Raises FileNotFoundError if the job has none, or has it no more."""
    if not job.file:
        raise FileNotFoundError(job.public_id)
    path = jobs_folder(job.store_id) / job.file
    if job_folder(job) not in path.parents or not path.is_file():
        raise FileNotFoundError(job.file)
    return path


def open_file(job: Job) -> IO[bytes]:
    return path_of(job).open("rb")


def remove_folder(job: Job) -> None:
    shutil.rmtree(job_folder(job), ignore_errors=True)
