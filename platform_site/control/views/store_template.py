from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages

from platform_site.control.views.base import StorePage
from stores.services.mark_template import mark_template


class StoreTemplateView(StorePage, View):
    """Marks a store as template, or takes the mark away: what the button on its page sends."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        wanted = request.POST.get("is_template")
        if wanted not in ("yes", "no"):
            messages.error(request, _("Nothing was changed: the form was incomplete."))
            return redirect(self.detail_url)
        try:
            store = mark_template(store=self.store_record, is_template=wanted == "yes")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            said = (
                _("%(name)s is a template.")
                if store.is_template
                else _("%(name)s is no longer a template.")
            )
            messages.success(request, said % {"name": store.name})
        return redirect(self.detail_url)
