from __future__ import annotations

import json
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages

from platform_site.control.bulk.actions import ACTIONS, BulkAction
from platform_site.control.bulk.selection import Selection, chosen_stores, sent_ids, sort_out
from platform_site.control.jobs.bulk import BULK
from platform_site.control.views.base import ControlPage
from stores.models import Store, User
from stores.scope import platform_scope
from stores.services.begin_job import begin_job


def as_json(data: dict[str, Any]) -> dict[str, Any]:
    """What a form said, as a job keeps it: moments as text."""
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))  # type: ignore[no-any-return]


class BulkView(ControlPage, FormView):
    """Says what will be done to which stores and to which not, and has it done on POST: to those
    that were shown, also if others fit the filter meanwhile."""

    template_name = "platform_site/control/bulk_confirm.html"

    @property
    def action(self) -> BulkAction:
        try:
            return ACTIONS[self.kwargs["action"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def selection(self) -> Selection:
        sent = self.request.method == "POST"
        with platform_scope():
            ids = sent_ids(self.request.POST)
            stores = Store.objects.filter(pk__in=ids) if sent else chosen_stores(self.request)
            return sort_out(stores, self.action)

    def get_page_title(self) -> str:
        return str(self.action.verb)

    def get_form_class(self) -> Any:
        return self.action.form_class

    def get_form(self, form_class: Any = None) -> Any:
        with platform_scope():
            return super().get_form(form_class)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.action and not self.selection.meant and not self.selection.refused:
            messages.warning(request, _("Choose at least one store."))
            return redirect("control:stores")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, action=self.action, selection=self.selection)

    def form_valid(self, form: Any) -> HttpResponse:
        ids = [store.pk for store in self.selection.meant]
        if not ids:
            messages.warning(self.request, _("Nothing was done: no store is left to do it to."))
            return redirect("control:stores")
        if self.action.at_once is not None:
            self.action.at_once(self.selection.meant, form.cleaned_data)
            messages.success(self.request, _("It is announced."))
            return redirect("control:announcements")
        job = begin_job(
            kind=BULK,
            title=str(self.action.title) % {"number": len(ids)},
            arguments={
                "action": self.kwargs["action"],
                "ids": ids,
                "data": as_json(form.cleaned_data),
            },
            requested_by=cast("User", self.request.user),
        )
        return redirect("job", job.public_id)
