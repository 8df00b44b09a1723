from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stores.admin.checklist.panel import dismiss
from stores.checklist import GO_LIVE, checklist
from stores.checklist_items import LEADS
from stores.models import Store
from stores.services.open_store import open_store


class GoLiveView(WagtailAdminTemplateMixin, TemplateView):
    """The owner opens the shop, once. What is not done yet is named and holds nobody up."""

    template_name = "stores/checklist/go_live.html"
    page_title = gettext_lazy("Open your shop")
    header_icon = "home"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.store: Store = request.store  # type: ignore[attr-defined]
        if self.store.is_platform:
            raise Http404
        if not request.user.has_perm(LEADS):
            raise PermissionDenied
        if self.store.status != Store.Status.PENDING:
            messages.warning(request, _("Your shop has been opened already."))
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = checklist(self.store, self.request.user)
        left = [line.item for line in lines if not line.is_done and line.item.key != GO_LIVE]
        return super().get_context_data(left=left, shop_url=self.store.absolute_url("/"), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            open_store(store=self.store)
        except ValidationError as error:  # Of two at the same moment the second.
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(
                request,
                _("%(name)s is open: shoppers can come in.") % {"name": self.store.name},
            )
        return redirect("wagtailadmin_home")


class DismissChecklistView(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.store.is_platform:  # type: ignore[attr-defined]
            raise Http404
        dismiss(request.user, request.store)  # type: ignore[attr-defined]
        messages.success(request, _("The list is put away."))
        return redirect("wagtailadmin_home")
