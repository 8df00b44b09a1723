from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stores.forms.explained import ExplainedForm
from stores.models import Store, User

LEADS = "stores.change_membership"


class StaffPage(WagtailAdminTemplateMixin):
    """A screen about who works in the store whose host answers; on the control host, which is
    store 0, about the team of operators: the same screens by other addresses."""

    request: HttpRequest
    kwargs: dict[str, Any]
    header_icon = "group"
    url_prefix = "staff"
    on_control_host = False
    permission = LEADS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.store.is_platform != self.on_control_host:
            raise Http404
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    @property
    def store(self) -> Store:
        return self.request.store  # type: ignore[attr-defined]

    @property
    def person(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def url(self, name: str = "", *args: Any) -> str:
        return reverse(f"{self.url_prefix}_{name}" if name else self.url_prefix, args=args)

    @property
    def list_title(self) -> str:
        return _("Team") if self.on_control_host else _("Staff")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*self.breadcrumbs_items, {"url": self.url(), "label": self.list_title}]
        return [*items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"list_url": self.url(), "is_team": self.on_control_host, **kwargs}
        )


class StaffFormPage(StaffPage, FormView):
    """A form that calls one service; whose refusal the form explains."""

    form_class: type[Any] = ExplainedForm
    template_name = "stores/staff/form.html"
    submit_label: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["media"] = context["form"].media
        context["submit_button_label"] = self.submit_label
        context["submit_button_active_label"] = _("One moment…")
        return context

    def get_success_url(self) -> str:
        return self.url()
