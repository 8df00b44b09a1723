from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages

from platform_site.control.forms import StoreEditForm
from platform_site.control.views.base import StorePage
from stores.models import Store
from stores.scope import platform_scope
from stores.services.update_store import update_store


class StoreEditView(StorePage, FormView):
    template_name = "platform_site/control/store_edit.html"
    form_class = StoreEditForm

    def get_page_title(self) -> str:
        return _("Edit %(name)s") % {"name": self.store_record.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        with platform_scope():
            record = Store.objects.get(pk=self.store_record.pk)
        return {**super().get_form_kwargs(), "instance": record}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with platform_scope():  # Checking what was typed looks at the store and its plan.
            form = self.get_form()
            return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: StoreEditForm) -> HttpResponse:
        update_store(form.instance, edited=form.changed_data)
        messages.success(self.request, _("%(name)s is saved.") % {"name": form.instance.name})
        return redirect(self.detail_url)

    def form_invalid(self, form: StoreEditForm) -> HttpResponse:
        messages.error(self.request, _("Nothing was saved: see the fields marked below."))
        return super().form_invalid(form)
