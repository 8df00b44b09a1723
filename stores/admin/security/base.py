from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from stores.models import User
from stores.sessions import SUPPORT_ACCESS
from stores.sign_in.views import refuse_for_now


class SecurityScreen(WagtailAdminTemplateMixin):
    """A person's own screens, on both kinds of hosts. Not for who visits for support: their
    sign-in is on the control host."""

    request: HttpRequest
    header_icon = "lock"
    page_title: Any = _("Security")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if SUPPORT_ACCESS in request.session:
            raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    @property
    def person(self) -> User:
        user = self.request.user
        assert isinstance(user, User)
        return user

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_account"), "label": _("Account")},
        ]
        if self.page_title != SecurityScreen.page_title:
            items.append({"url": reverse("security"), "label": SecurityScreen.page_title})
        return [*items, {"url": "", "label": self.get_page_title()}]


@method_decorator(sensitive_post_parameters(), name="post")
class SecurityFormView(SecurityScreen, FormView):
    """A form that says in ``delay`` how long to wait if it was sent too often."""

    template_name = "stores/security/form.html"
    submit_button_label: Any = _("Save")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.person}

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        return refuse_for_now(response, form.delay) if form.delay else response
