from __future__ import annotations

from wagtail.admin.views.pages.listing import GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet

from stores.languages import current_reading, further_languages, own_name
from stores.models import BasePage


class StorePageFilterSet(GenericPageFilterSet):
    """Without the filters by site and owner: a store has one site."""

    site = None
    owner = None

    def _add_locale_filter(self) -> None:
        """With the store's languages, and not with all that the platform has."""
        super()._add_locale_filter()
        further = further_languages()
        if not further:
            self.filters.pop("locale", None)
        elif "locale" in self.filters:
            codes = (current_reading().own, *further)
            self.filters["locale"].extra["choices"] = [(code, own_name(code)) for code in codes]


class StorePageViewSet(PageViewSet):
    model = BasePage
    filterset_class = StorePageFilterSet
