from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stores.models import Store
from stores.seo.robots import robots_text


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    store: Store = request.store  # type: ignore[attr-defined]
    response = HttpResponse(robots_text(store), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"  # The store may open in a minute.
    return response
