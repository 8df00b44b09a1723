from __future__ import annotations

from wagtail.admin.views.pages.listing import GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet

from stores.models import BasePage


class StorePageFilterSet(GenericPageFilterSet):
    """Without the filters by site and owner: a store has one site."""

    site = None
    owner = None


class StorePageViewSet(PageViewSet):
    model = BasePage
    filterset_class = StorePageFilterSet
