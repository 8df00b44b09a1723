"""What the page of a store says once the store is erased."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from platform_site.control.views.base import ControlPage
from stores.models import AuditEntry
from stores.scope import PLATFORM_ID


class StoreGoneView(ControlPage, TemplateView):
    template_name = "platform_site/control/store_gone.html"
    entry: AuditEntry | None = None

    def get_page_title(self) -> str:
        assert self.entry is not None
        return _("%(slug)s was erased") % {"slug": self.entry.object_name}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return super().render_to_response({**context, "entry": self.entry}, status=410, **kwargs)


class TellsOfErased:
    """For the page of a store: not just that there is none of this slug, if there was one."""

    detail: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _found = self.detail
        except Http404:
            entry = AuditEntry.objects.filter(
                store=PLATFORM_ID, action="store.erased", object_name=kwargs["slug"]
            ).first()
            if entry is None:
                raise
            return StoreGoneView.as_view(entry=entry)(request)
        return super().get(request, *args, **kwargs)  # type: ignore[misc]
