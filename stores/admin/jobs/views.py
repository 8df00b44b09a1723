"""Screens about work in the background: on a store's host its own, on the control host the
platform's. Whoever began a job sees it, and who runs the store sees them all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stores.jobs.files import open_file
from stores.jobs.kinds import kind_of
from stores.models import Job
from stores.services.cancel_job import cancel_job
from stores.sessions import SUPPORT_ACCESS

RUNS_THE_STORE = "stores.change_store"
SHOWN = 100


class JobList(WagtailAdminTemplateMixin, TemplateView):
    template_name = "stores/jobs/list.html"
    page_title = gettext_lazy("Jobs")
    header_icon = "tasks"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.request.user.has_perm(RUNS_THE_STORE):
            raise PermissionDenied
        jobs = Job.objects.filter(store=self.request.store).select_related("requested_by")  # type: ignore[attr-defined]
        return super().get_context_data(**kwargs, jobs=jobs[:SHOWN], shown=SHOWN)


class OneJob:
    """Finds the job of the address, for who may see it: to others there is none."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def job(self) -> Job:
        jobs = Job.objects.select_related("requested_by")
        job = jobs.filter(
            store=self.request.store,  # type: ignore[attr-defined]
            public_id=self.kwargs["public_id"],
        ).first()
        user = self.request.user
        if job is None or not (user.has_perm(RUNS_THE_STORE) or job.requested_by_id == user.pk):
            raise Http404
        return job


class JobPage(OneJob, WagtailAdminTemplateMixin, TemplateView):
    template_name = "stores/jobs/job.html"
    header_icon = "tasks"

    def get_page_title(self) -> str:
        return self.job.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("jobs"), "label": _("Jobs")},
            {"url": "", "label": self.job.title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            job=self.job,
            result_template=result_template(self.job),
            may_download=SUPPORT_ACCESS not in self.request.session,
        )


def result_template(job: Job) -> str:
    """None of a kind that is no more."""
    try:
        return kind_of(job.kind).template if job.result else ""
    except KeyError:
        return ""


class JobStatus(OneJob, View):
    """For the script that moves the bar."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        job = self.job
        response = JsonResponse(
            {
                "state": job.state,
                "label": str(job.get_state_display()),
                "done": job.done,
                "total": job.total,
                "percent": job.percent,
                "message": job.message,
                "under_way": job.is_under_way,
            }
        )
        response["Cache-Control"] = "no-store"
        return response


class JobFile(OneJob, View):
    """The file that a job made, to keep; the audit log notes who took it. None for who visits for
    support, as with other exports."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        if SUPPORT_ACCESS in request.session or self.job.state != Job.State.DONE:
            raise Http404
        try:
            file = open_file(self.job)
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(
            file,
            as_attachment=True,
            filename=self.job.file.rpartition("/")[2],
            content_type="application/octet-stream",
        )
        response["Cache-Control"] = "private, no-store"
        return response


class CancelJob(OneJob, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            job = cancel_job(job=self.job)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            if job.is_under_way:
                messages.info(request, _("It ends at its next step."))
        return redirect("job", self.job.public_id)
