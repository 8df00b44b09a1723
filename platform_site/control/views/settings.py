from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from platform_site.control.settings_form import PlatformMaintenanceForm, SettingsForm
from platform_site.control.views.base import HOME, ControlPage
from stores.models import PlatformSettings, Store
from stores.scope import PLATFORM_ID, platform_scope
from stores.services.set_maintenance import set_maintenance


class SettingsView(ControlPage, TemplateView):
    """What holds for the whole platform."""

    template_name = "platform_site/control/settings.html"
    page_title = gettext_lazy("Platform settings")
    header_icon = "cogs"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.get_page_title()}]

    def forms(self, data: Any = None) -> tuple[SettingsForm, PlatformMaintenanceForm]:
        platform = Store.all_objects.get(pk=PLATFORM_ID)
        initial = {"is_on": platform.in_maintenance, "message": platform.maintenance_message}
        return (
            SettingsForm(data, instance=PlatformSettings.load()),
            PlatformMaintenanceForm(data, initial=initial),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"], kwargs["maintenance"] = self.forms()
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        with platform_scope():
            form, maintenance = self.forms(request.POST)
            valid = [form.is_valid(), maintenance.is_valid()]
            if all(valid):
                self.save(form, maintenance)
                messages.success(request, _("The settings are saved."))
                return redirect(reverse("control:settings"))
        messages.error(request, _("Nothing was saved: see the fields marked below."))
        return self.render_to_response(self.get_context_data(form=form, maintenance=maintenance))

    def save(self, form: SettingsForm, maintenance: PlatformMaintenanceForm) -> None:
        with transaction.atomic():
            form.save()
            set_maintenance(
                store=Store.all_objects.get(pk=PLATFORM_ID),
                is_on=maintenance.cleaned_data["is_on"],
                message=maintenance.cleaned_data["message"].strip(),
            )
