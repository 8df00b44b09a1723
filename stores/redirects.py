"""Addresses that lead elsewhere: Wagtail's redirects, of one store each.

Looked up where a page was not found, and nowhere else, with one query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.utils.encoding import iri_to_uri, uri_to_iri
from wagtail.contrib.redirects.models import Redirect

from stores.models import Store
from stores.scope import store_scope

ADMIN_PREFIX = "/admin/"
MAX_PATH = 255
SAFE = ("GET", "HEAD")
CHECKED = "_galleria_redirect_checked"


class StoreRedirectMiddleware:
    """For answers that no handler of errors made; those have asked already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404 or getattr(request, CHECKED, False):
            return response
        return redirected(request) or response


def redirected(request: HttpRequest) -> HttpResponseRedirectBase | None:
    """Where the store sends whoever asks for this address; None if it says nothing of it. What
    was asked (``?variant=…``) goes along, unless the redirect is of that very question."""
    setattr(request, CHECKED, True)
    store: Store | None = getattr(request, "store", None)
    if store is None or store.is_platform or request.method not in SAFE:
        return None
    if request.path.startswith(ADMIN_PREFIX):
        return None
    found = find_redirect(store, request.get_full_path())
    link = found.link if found else None
    if found is None or not link:
        return None
    query = request.META.get("QUERY_STRING", "")
    if query and "?" not in found.old_path and "?" not in link:
        link = iri_to_uri(f"{link}?{query}")
    if store.absolute_url(request.get_full_path()) in (link, store.absolute_url(link)):
        return None  # To itself.
    return (HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect)(link)


def find_redirect(store: Store, full_path: str) -> Redirect | None:
    """By path and query, or else by the path alone; written with characters or with escapes."""
    encoded = Redirect.normalise_path(full_path, decode_unicode=False)
    forms = [encoded, urlsplit(encoded).path]
    wanted = list(dict.fromkeys(text for form in forms for text in (uri_to_iri(form), form)))
    if any("\0" in text for text in wanted):
        return None
    wanted = [text for text in wanted if len(text) <= MAX_PATH]
    rows = Redirect.objects.filter(site_id=store.site_id, old_path__in=wanted)
    found = {row.old_path: row for row in rows.select_related("redirect_page")}
    return next((found[text] for text in wanted if text in found), None)


def follow(*, store: Store, moves: Iterable[tuple[str, str]], taken: Iterable[str]) -> None:
    """Something has moved, by pairs of its old path and its new one, and is at home at the paths
    ``taken``. What led to an old path leads to the new one at once; a redirect that the store
    wrote stays; one of ours goes where something is at home again. Safe to repeat."""
    moves = [(old, new) for old, new in moves if old != new and len(old) <= MAX_PATH]
    with transaction.atomic(), store_scope(store):
        ours = Redirect.objects.filter(site_id=store.site_id)
        at_home = [Redirect.normalise_path(path) for path in taken]
        ours.filter(automatically_created=True, old_path__in=at_home).delete()
        for old, new in moves:
            ours.filter(redirect_link__in=links_to(store, old)).update(redirect_link=new)
            ours.filter(automatically_created=True, old_path=Redirect.normalise_path(old)).delete()
        Redirect.objects.bulk_create(
            [
                Redirect(
                    old_path=Redirect.normalise_path(old),
                    site_id=store.site_id,
                    redirect_link=new,
                    automatically_created=True,
                )
                for old, new in moves
            ],
            ignore_conflicts=True,
        )


def forget(*, store: Store, paths: Iterable[str]) -> None:
    """What was at ``paths`` has gone for good: nothing of ours leads there any more."""
    links = [link for path in paths for link in links_to(store, path)]
    with store_scope(store):
        leads = Q(site_id=store.site_id, automatically_created=True, redirect_link__in=links)
        Redirect.objects.filter(leads).delete()


def links_to(store: Store, path: str) -> list[str]:
    return [path, store.absolute_url(path)]
