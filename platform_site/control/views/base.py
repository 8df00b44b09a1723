from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from platform_site.control.selectors import StoreDetail, store_detail
from stores.models import Store
from stores.scope import platform_scope

HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}
STORES = {"url": reverse_lazy("control:stores"), "label": _("Stores")}


class ControlPage(WagtailAdminTemplateMixin):
    """Page furniture of Center Control. Views load what they show inside ``platform_scope()``;
    templates are rendered after it, in the control host's scope, and find nothing more."""

    header_icon = "store"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, STORES, *self.path_to_here(), {"url": "", "label": self.get_page_title()}]

    def path_to_here(self) -> list[dict[str, Any]]:
        return []


class StorePage(ControlPage):
    """A page about the store that the address names by its slug."""

    kwargs: dict[str, Any]

    @cached_property
    def detail(self) -> StoreDetail:
        with platform_scope():
            try:
                return store_detail(self.kwargs["slug"])
            except Store.DoesNotExist:
                raise Http404 from None

    @property
    def store_record(self) -> Store:
        return self.detail.store

    @property
    def detail_url(self) -> str:
        return reverse("control:store", args=[self.kwargs["slug"]])

    def path_to_here(self) -> list[dict[str, Any]]:
        return [{"url": self.detail_url, "label": self.store_record.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            record=self.store_record,
            detail=self.detail,
            shop_url=self.store_record.absolute_url("/"),
            admin_url=self.store_record.absolute_url("/admin/"),
        )
