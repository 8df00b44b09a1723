"""Wagtail's pages at their addresses, in each of the shop's languages.

The pages of a further language lie below a home page of its own (``/de/about/``), so that the tree
alone says where a page is. What has no page there yet is shown in the shop's own language."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from wagtail import views
from wagtail.url_routing import RouteResult

from stores.languages import further_language
from stores.models import BasePage, Store


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    store: Store = request.store  # type: ignore[attr-defined]
    home = store.site.root_page.specific  # type: ignore[union-attr]
    parts = [part for part in path.split("/") if part]
    try:
        route = home.route(request, parts)
    except Http404:
        if further_language(store) is None:
            raise
        if len(parts) > 1:
            return HttpResponseRedirect(own_address(request, home, parts))
        route = RouteResult(home)
    request._wagtail_route_for_request = route  # type: ignore[attr-defined]
    return views.serve(request, path)


def own_address(request: HttpRequest, home: BasePage, parts: list[str]) -> str:
    """Where a page that is not there in the language asked for can be read. Raises Http404 where
    the shop's own language has none, either."""
    draft = BasePage.objects.filter(url_path=home.url_path + "/".join(parts) + "/").first()
    original = draft and draft.get_translations().filter(locale=home.locale_id, live=True).first()
    if original is None:
        original = BasePage.objects.filter(
            url_path=home.url_path + "/".join(parts[1:]) + "/", live=True
        ).first()
    if original is None or not (address := original.get_url(request)):
        raise Http404("No such page in any language.")
    return address
