from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from platform_site.control.forms import StoreCreateForm
from platform_site.control.sign_in_links import set_password_link
from platform_site.control.views.base import ControlPage, StorePage
from stores.scope import platform_scope


class StoreCreateView(ControlPage, FormView):
    template_name = "platform_site/control/store_create.html"
    page_title = gettext_lazy("Create a store")
    form_class = StoreCreateForm

    def form_valid(self, form: StoreCreateForm) -> HttpResponse:
        store = form.provision()
        if store is None:
            return self.form_invalid(form)
        messages.success(self.request, _("%(name)s is open.") % {"name": store.name})
        return redirect("control:store_created", slug=store.slug)

    def form_invalid(self, form: StoreCreateForm) -> HttpResponse:
        messages.error(self.request, _("The store was not created: see the fields marked below."))
        return super().form_invalid(form)


class StoreCreatedView(StorePage, TemplateView):
    """The new store's addresses, and the links by which owners without a password set one.
    Can be come back to until they have."""

    template_name = "platform_site/control/store_created.html"
    page_title = gettext_lazy("Addresses and sign-in")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with platform_scope():
            links = [
                (owner.user, set_password_link(self.store_record, owner.user))
                for owner in self.detail.owners
            ]
        return self.render_to_response(self.get_context_data(sign_ins=links))
