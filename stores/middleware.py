"""From a host name to a scope, and what goes with it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import connection
from django.db.utils import DatabaseError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.urls import set_urlconf
from django.utils import timezone, translation
from django.utils.encoding import escape_uri_path, iri_to_uri
from wagtail.models import Site
from wagtail.models.sites import SiteRootPath

from stores.hosts import resolve_host
from stores.languages import shop_in, split_language, urlconf_of
from stores.models import Store
from stores.scope import PLATFORM_ID, enter, keep_scope, keep_within, scope_of
from stores.views import errors

GetResponse = Callable[[HttpRequest], HttpResponseBase]

ADMIN_PREFIX = "/admin/"
CALLS = "/webhooks/"
"""Of programs, which know the address of the day they were told it, and follow nobody elsewhere."""


class HealthMiddleware:
    """``/healthz`` (this process answers) and ``/readyz`` (so does its database), on any host."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            return self.ready()
        return self.get_response(request)

    def ready(self) -> HttpResponse:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return JsonResponse({"status": "database unavailable"}, status=503)
        return JsonResponse({"status": "ok"})


class HostMiddleware:
    """Finds the store by the request's host and runs everything further in its scope."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            hostname = request.get_host().rsplit(":", 1)[0].rstrip(".").lower()
        except DisallowedHost:
            return errors.unknown_host(request)
        resolved = resolve_host(hostname)
        if resolved is None:
            return errors.unknown_host(request)
        store = resolved.store
        with enter(scope_of(store.pk, store.slug)) as scope:
            prepare_request(request, store)
            if not (resolved.is_primary or request.path.startswith(CALLS)):
                return to_primary(request, store)
            response = self.get_response(request)
            if getattr(response, "streaming", False):
                response.streaming_content = keep_scope(response.streaming_content, scope)  # type: ignore[attr-defined]
            return response


def to_primary(request: HttpRequest, store: Store) -> HttpResponse:
    """For good, to search engines. No browser keeps it: another domain may be primary tomorrow, and
    this one somebody else's, and what is kept on both sides goes in circles."""
    response = HttpResponsePermanentRedirect(store.absolute_url(request.get_full_path()))
    response.headers["Cache-Control"] = "no-cache"
    return response


def prepare_request(request: HttpRequest, store: Store) -> None:
    """What Wagtail and our views ask of a request, without a query for it."""
    request.store = store  # type: ignore[attr-defined]
    if store.pk == PLATFORM_ID:
        request.urlconf = settings.CONTROL_URLCONF  # type: ignore[attr-defined]
        request._wagtail_site = None  # type: ignore[attr-defined]
        request._wagtail_cached_site_root_paths = []  # type: ignore[attr-defined]
        return
    site: Site = store.site
    request._wagtail_site = site  # type: ignore[attr-defined]
    request._wagtail_cached_site_root_paths = [  # type: ignore[attr-defined]
        SiteRootPath(
            site.pk,
            site.root_page.url_path,
            store.absolute_url("").rstrip("/"),
            store.language,
        )
    ]


class LanguageMiddleware:
    """The language of the address and the store's time zone for its shoppers; Wagtail's admin has
    the person's own.

    A prefix of a language that the shop does not have leads to the plain address: it is the
    shop's own language, or was a further one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        store: Store = request.store  # type: ignore[attr-defined]
        language, plain = self.read(request, store)
        if language is None:
            return to_plain(request, plain)
        request.plain_path = plain  # type: ignore[attr-defined]
        if urlconf := urlconf_of(store, language):
            request.urlconf = urlconf  # type: ignore[attr-defined, assignment]
        with shop_in(store, language), timezone.override(store.time_zone):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if getattr(response, "streaming", False):
            response.streaming_content = keep_within(  # type: ignore[attr-defined]
                response.streaming_content,  # type: ignore[attr-defined]
                lambda: read_on(request, store, language),
            )
        return response

    def read(self, request: HttpRequest, store: Store) -> tuple[str | None, str]:
        """The language and the path without it; no language where the shop has none such."""
        if store.is_platform:
            return store.language, request.path
        split = split_language(request.path)
        if split.language is None:
            return store.language, request.path
        has_it = urlconf_of(store, split.language) is not None
        return (split.language if has_it else None), split.plain


@contextmanager
def read_on(request: HttpRequest, store: Store, language: str) -> Generator[None]:
    """What ``LanguageMiddleware`` gave the view, for what is sent after it."""
    with shop_in(store, language), timezone.override(store.time_zone):
        set_urlconf(getattr(request, "urlconf", None))
        yield


def to_plain(request: HttpRequest, plain: str) -> HttpResponse:
    """For good, to search engines; no browser keeps it, as the shop may have the language
    tomorrow. What was sent is sent again."""
    query = request.META.get("QUERY_STRING", "")
    address = iri_to_uri(escape_uri_path(plain) + (f"?{query}" if query else ""))
    response = HttpResponsePermanentRedirect(
        address, preserve_request=request.method not in ("GET", "HEAD")
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


class NullCharacterMiddleware:
    """No text in the database can hold a NUL. Our own views answer one like any other value that
    is unknown; Wagtail's views ask the database for it, which is an error of the server's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if "\0" in session or (request.path.startswith(ADMIN_PREFIX) and has_null(request)):
            return errors.bad_request(request)
        return self.get_response(request)


def has_null(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return any(null in text for text in (request.path, query) for null in ("\0", "%00"))
