from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail import hooks

from stores.admin.jobs.views import CancelJob, JobFile, JobList, JobPage, JobStatus


@hooks.register("register_admin_urls")
def job_urls() -> list[Any]:
    return [
        path("jobs/", JobList.as_view(), name="jobs"),
        path("jobs/<uuid:public_id>/", JobPage.as_view(), name="job"),
        path("jobs/<uuid:public_id>/status/", JobStatus.as_view(), name="job_status"),
        path("jobs/<uuid:public_id>/file/", JobFile.as_view(), name="job_file"),
        path("jobs/<uuid:public_id>/cancel/", CancelJob.as_view(), name="job_cancel"),
    ]
