"""A store leaves as an archive, is cloned, is erased: each asks first and is done in the
background, with its progress on a page of its own."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from platform_site.control.jobs.portability import CLONE, ERASABLE, ERASE, EXPORT
from platform_site.control.portability_forms import EraseForm, ExportForm, NewStoreForm
from platform_site.control.store_contents import SHOWN, files_of_store, rows_of_store
from platform_site.control.views.base import StorePage
from stores.models import Job, User
from stores.scope import platform_scope
from stores.services.begin_job import begin_job


class JobFormView(StorePage, FormView):
    """A form about a store that begins a job of the platform and leads to its progress."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with platform_scope():
            form = self.get_form()
            is_valid = form.is_valid()
        return self.form_valid(form) if is_valid else self.form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        return redirect("job", self.begin(form.cleaned_data).public_id)

    def begin(self, data: dict[str, Any]) -> Job:
        raise NotImplementedError


class ExportView(JobFormView):
    template_name = "platform_site/control/store_export.html"
    form_class = ExportForm

    def get_page_title(self) -> str:
        return _("Export %(name)s") % {"name": self.store_record.name}

    def begin(self, data: dict[str, Any]) -> Job:
        slug = self.store_record.slug
        return begin_job(
            kind=EXPORT,
            title=_("Export %(slug)s") % {"slug": slug},
            arguments={"store": slug, "trade": data["trade"]},
            requested_by=cast("User", self.request.user),
        )


class CloneView(JobFormView):
    template_name = "platform_site/control/store_clone.html"
    form_class = NewStoreForm

    def get_page_title(self) -> str:
        return _("Clone %(name)s") % {"name": self.store_record.name}

    def begin(self, data: dict[str, Any]) -> Job:
        slug = self.store_record.slug
        return begin_job(
            kind=CLONE,
            title=_("Clone %(slug)s as %(new)s") % {"slug": slug, "new": data["slug"]},
            arguments={"store": slug, "slug": data["slug"], "name": data["name"]},
            requested_by=cast("User", self.request.user),
        )


class EraseView(JobFormView):
    """Only of a store that sells to nobody any more."""

    template_name = "platform_site/control/store_erase.html"
    form_class = EraseForm

    def get_page_title(self) -> str:
        return _("Erase %(name)s") % {"name": self.store_record.name}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.store_record.status not in ERASABLE:
            messages.warning(
                request,
                _("%(name)s is %(status)s. Close or disable it before you erase it.")
                % {
                    "name": self.store_record.name,
                    "status": self.store_record.get_status_display().lower(),
                },
            )
            return redirect(self.detail_url)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "expected": self.store_record.slug}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            rows = rows_of_store(self.store_record)
        file_count, file_bytes = files_of_store(self.store_record)
        return super().get_context_data(
            **kwargs,
            contents=[(label, rows[table]) for table, label in SHOWN.items() if table in rows],
            row_count=sum(rows.values()),
            table_count=len(rows),
            file_count=file_count,
            file_bytes=file_bytes,
        )

    def begin(self, data: dict[str, Any]) -> Job:
        store = self.store_record
        return begin_job(
            kind=ERASE,
            title=_("Erase %(slug)s") % {"slug": store.slug},
            arguments={"store": store.slug, "store_id": store.pk},
            requested_by=cast("User", self.request.user),
        )
