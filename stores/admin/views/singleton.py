from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.admin.views import generic


class StoreSingletonView(generic.EditView):
    """Edits the one row that a store has of something; a 404 on the control host."""

    url_name = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if request.store.is_platform:  # type: ignore[attr-defined]
            raise Http404
        super().setup(request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_edit_url(self) -> str:
        from django.urls import reverse

        return reverse(self.url_name)

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_message(self) -> str:
        return _("Saved.")

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @property
    def can_delete(self) -> bool:
        return False
