"""An archive becomes a store: it is uploaded or found on the server, checked in the background,
shown, and imported when that was confirmed."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import FormView

from platform_site.control.access import operators_only
from platform_site.control.archives import ArchiveUploadHandler, UploadedArchive
from platform_site.control.jobs.portability import CHECK, IMPORT
from platform_site.control.portability_forms import ArchiveForm, ImportForm
from platform_site.control.views.base import ControlPage
from stores.models import Job, User
from stores.scope import platform_scope
from stores.services.begin_job import begin_job


class ImportView(ControlPage, FormView):
    template_name = "platform_site/control/store_import.html"
    page_title = gettext_lazy("Import a store")
    form_class = ArchiveForm

    def form_valid(self, form: ArchiveForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        if isinstance(file, UploadedArchive):
            file.close()
            arguments = {"uploaded": file.token, "name": file.name or ""}
        else:
            name = form.cleaned_data["on_server"]
            arguments = {"file": name, "name": name}
        job = begin_job(
            kind=CHECK,
            title=_("Check the archive %(name)s") % {"name": arguments["name"][:150]},
            arguments=arguments,
            requested_by=cast("User", self.request.user),
        )
        return redirect("job", job.public_id)

    def form_invalid(self, form: ArchiveForm) -> HttpResponse:
        for file in self.request.FILES.values():
            if isinstance(file, UploadedArchive):
                file.remove()
        return super().form_invalid(form)


_protected = csrf_protect(ImportView.as_view())


@csrf_exempt
@operators_only("stores.add_store")
def import_archive(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """A form is read before its token is looked at, and this one may be as large as a store: so
    who sends it is asked first, which is what is left to the outer decorators; the token is
    looked at all the same."""
    request.upload_handlers = [ArchiveUploadHandler(request)]
    return _protected(request, *args, **kwargs)


class ImportConfirmView(ControlPage, FormView):
    """What the archive holds, and where it is to go."""

    template_name = "platform_site/control/store_import_confirm.html"
    page_title = gettext_lazy("Import this store")
    form_class = ImportForm
    kwargs: dict[str, UUID]

    @cached_property
    def checked(self) -> Job:
        job = Job.objects.filter(
            store=self.request.store,  # type: ignore[attr-defined]
            public_id=self.kwargs["public_id"],
            kind=CHECK,
            state=Job.State.DONE,
        ).first()
        if job is None or (not job.file and "uploaded" in job.arguments):
            raise Http404
        return job

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, job=self.checked, archive=self.checked.result["archive"]
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with platform_scope():
            form = self.get_form()
            is_valid = form.is_valid()
        return self.form_valid(form) if is_valid else self.form_invalid(form)

    def form_valid(self, form: ImportForm) -> HttpResponse:
        data = form.cleaned_data
        job = begin_job(
            kind=IMPORT,
            title=_("Import %(archive)s as %(slug)s")
            % {"archive": self.checked.arguments["name"][:150], "slug": data["slug"]},
            arguments={
                "checked": str(self.checked.public_id),
                "slug": data["slug"],
                "name": data["name"],
                "plan": data["plan"],
            },
            requested_by=cast("User", self.request.user),
        )
        return redirect("job", job.public_id)
