from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from platform_site.control.sign_in_links import set_password_link
from platform_site.control.views.base import StorePage
from stores.scope import platform_scope


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
