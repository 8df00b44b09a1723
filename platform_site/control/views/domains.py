"""The screens about a store's domains, for operators: the same as in its own admin, by other
addresses, on behalf of the store that the address names."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from platform_site.control.views.base import HOME, STORES
from stores.admin.domains import views
from stores.admin.domains.base import DomainScreen
from stores.models import Store
from stores.scope import platform_scope


class OfStore(DomainScreen):
    def admit(self, request: HttpRequest) -> None:
        """``operators_only`` has."""

    @cached_property
    def store(self) -> Store:  # type: ignore[override]
        with platform_scope():
            found = Store.objects.select_related("plan").filter(slug=self.kwargs["slug"]).first()
        if found is None:
            raise Http404
        return found

    def url(self, name: str = "", *args: Any) -> str:
        """The list is a part of the store's page."""
        if not name:
            return reverse("control:store", args=[self.store.slug]) + "#domains"
        name = "domain" if name == "domain" else f"domain_{name}"
        return reverse(f"control:{name}", args=[self.store.slug, *args])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        store = {"url": self.url(), "label": self.store.name}
        return [HOME, STORES, store, {"url": "", "label": self.get_page_title()}]


class StoreAddDomainView(OfStore, views.AddDomainView):
    pass


class StoreDomainView(OfStore, views.DomainView):
    pass


class StoreCheckView(OfStore, views.CheckView):
    pass


class StorePrimaryView(OfStore, views.PrimaryView):
    pass


class StoreRemoveDomainView(OfStore, views.RemoveDomainView):
    pass
