from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages

from platform_site.control.status_actions import ACTIONS, StatusAction, actions_for, effects
from platform_site.control.status_figures import status_figures
from platform_site.control.status_forms import (
    CloseForm,
    MaintenanceForm,
    StatusForm,
    SuspensionForm,
)
from platform_site.control.views.base import StorePage
from stores.models import PlatformSettings, Store
from stores.scope import platform_scope
from stores.services.change_status import change_status
from stores.services.change_suspension import change_suspension
from stores.services.set_maintenance import set_maintenance

FORMS = {"suspend": SuspensionForm, "close": CloseForm}


class StatusPage(StorePage, FormView):
    """A form about the store's status, with the store in it."""

    template_name = "platform_site/control/form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "store": self.store_record}

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("Nothing was changed: see the fields marked below."))
        return super().form_invalid(form)


class StoreStatusView(StatusPage):
    """Says what opening, suspending, closing … does, and does it on POST."""

    template_name = "platform_site/control/store_status.html"

    @property
    def action(self) -> StatusAction:
        return ACTIONS[self.kwargs["action"]]

    def get_form_class(self) -> type[StatusForm]:
        return FORMS.get(self.kwargs["action"], StatusForm)

    def get_page_title(self) -> str:
        return f"{self.action.verb}: {self.store_record.name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            figures = status_figures(self.store_record)
        told = effects(
            self.action,
            self.store_record,
            figures,
            closing_days=PlatformSettings.load().closing_days,
        )
        return super().get_context_data(**kwargs, action=self.action, effects=told)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.kwargs["action"] not in dict(actions_for(self.store_record)):
            messages.warning(request, refusal(self.store_record, self.action))
            return redirect(self.detail_url)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: StatusForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            store = change_status(
                store=self.store_record,
                status=self.action.status,
                note=data["note"].strip(),
                message=data.get("message", "").strip(),
                until=data.get("until"),
                only_from=self.action.sources,
            )
        except Store.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            messages.success(self.request, self.action.done % {"name": store.name})
        return redirect(self.detail_url)


class SuspensionView(StatusPage):
    """What a suspended store says, and until when."""

    form_class = SuspensionForm
    template_name = "platform_site/control/save.html"

    def get_page_title(self) -> str:
        return _("Suspension of %(name)s") % {"name": self.store_record.name}

    def get_initial(self) -> dict[str, Any]:
        store = self.store_record
        return {
            "note": store.status_note,
            "message": store.status_message,
            "until": store.status_until,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.store_record.status != Store.Status.SUSPENDED:
            messages.warning(
                request, _("%(name)s is not suspended.") % {"name": self.store_record.name}
            )
            return redirect(self.detail_url)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: SuspensionForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            change_suspension(
                store=self.store_record,
                note=data["note"].strip(),
                message=data["message"].strip(),
                until=data["until"],
            )
        except Store.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            messages.success(self.request, _("The suspension is saved."))
        return redirect(self.detail_url)


class MaintenanceView(StorePage, FormView):
    """Of one store."""

    form_class = MaintenanceForm
    template_name = "platform_site/control/save.html"

    def get_page_title(self) -> str:
        return _("Maintenance of %(name)s") % {"name": self.store_record.name}

    def get_initial(self) -> dict[str, Any]:
        store = self.store_record
        return {"is_on": store.in_maintenance, "message": store.maintenance_message}

    def form_valid(self, form: MaintenanceForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            set_maintenance(
                store=self.store_record, is_on=data["is_on"], message=data["message"].strip()
            )
        except Store.DoesNotExist:
            raise Http404 from None
        words = (
            _("The shop of %(name)s is in maintenance.")
            if data["is_on"]
            else _("The shop of %(name)s is not in maintenance.")
        )
        messages.success(self.request, words % {"name": self.store_record.name})
        return redirect(self.detail_url)


def refusal(store: Store, action: StatusAction) -> str:
    return _("%(name)s is %(status)s: there is nothing to %(verb)s.") % {
        "name": store.name,
        "status": store.get_status_display().lower(),
        "verb": str(action.verb).lower(),
    }
