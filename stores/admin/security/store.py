from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from stores.admin.staff.base import LEADS
from stores.forms.requires_second_factor import RequiresSecondFactorForm
from stores.models import Membership
from stores.roles import SUPPORT, role_name
from stores.services.require_second_factor import require_second_factor
from stores.sign_in.second_factor import who_has_second_factor


class StoreSecurityView(WagtailAdminTemplateMixin, FormView):
    """Who of the store has a second factor, and whether all must: for its owners; on the control
    host for operators, about themselves."""

    form_class = RequiresSecondFactorForm
    template_name = "stores/security/store.html"
    page_title = gettext_lazy("Security")
    header_icon = "lock"
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.has_perm(LEADS):
            raise PermissionDenied
        self.store = request.store  # type: ignore[attr-defined]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "store": self.store}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, people=people(), store=self.store)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not form.fields["required"].disabled:  # The plan's requirement is not the store's own.
            require_second_factor(store=self.store, required=form.cleaned_data["required"])
        messages.success(self.request, _("Saved."))
        return redirect("security_settings")


def people() -> list[dict[str, Any]]:
    """Who signs in at the store in scope, by e-mail address."""
    members = Membership.objects.exclude(group__name=SUPPORT).select_related("user", "group")
    rows = list(members.order_by("user__email"))
    have = who_has_second_factor([member.user_id for member in rows])
    return [
        {
            "user": member.user,
            "role": role_name(member.group.name),
            "has_second_factor": member.user_id in have,
        }
        for member in rows
    ]
