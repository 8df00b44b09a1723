from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stores.domain_states import DomainState
from stores.models import Store
from stores.selectors.domains import domain_states

DECIDES = "stores.change_domain"


class DomainScreen(WagtailAdminTemplateMixin):
    """A screen about the domains of ``store``: in a store's admin that of the host. On the control
    host Center Control says which, by ``slug`` (platform_site.control.views.domains)."""

    request: HttpRequest
    kwargs: dict[str, Any]
    header_icon = "globe"
    url_prefix = "domains"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.admit(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def admit(self, request: HttpRequest) -> None:
        if request.store.is_platform:  # type: ignore[attr-defined]
            raise Http404
        if not request.user.has_perm(DECIDES):
            raise PermissionDenied

    @property
    def store(self) -> Store:
        return self.request.store  # type: ignore[attr-defined]

    @cached_property
    def states(self) -> list[DomainState]:
        return domain_states(self.store)

    def url(self, name: str = "", *args: Any) -> str:
        return reverse(f"{self.url_prefix}_{name}" if name else self.url_prefix, args=args)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*self.breadcrumbs_items, {"url": self.url(), "label": _("Domains")}]
        return [*items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"list_url": self.url(), **kwargs})


class OneDomainScreen(DomainScreen):
    """Of the domain that the address names by its number."""

    @cached_property
    def state(self) -> DomainState:
        for state in self.states:
            if state.domain.pk == self.kwargs["pk"]:
                return state
        raise Http404

    @property
    def domain_url(self) -> str:
        return self.url("domain", self.state.domain.pk)

    def get_page_title(self) -> str:
        return self.state.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pk = self.state.domain.pk
        return super().get_context_data(
            **{
                "state": self.state,
                "domain_url": self.domain_url,
                "check_url": self.url("check", pk),
                "primary_url": self.url("primary", pk),
                "remove_url": self.url("remove", pk),
                **kwargs,
            }
        )
