"""The language a shopper reads, which the address alone decides.

A store's own language has plain addresses (``/products/``), its further ones a prefix
(``/de/products/``). No cookie, no session and no header changes that, so that a page can be kept,
shared and found by search engines (docs/languages.md, ADR 25).
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale
from django.conf import settings
from django.urls import get_urlconf, set_urlconf
from django.utils import translation

from stores.language_urls import urls_with_prefix
from stores.models.store import Store
from stores.scope import owner_id


@dataclass(frozen=True, slots=True)
class Reading:
    """In which language whose shop is read."""

    store_id: int
    language: str
    own: str
    """The store's own language."""
    further: tuple[str, ...] = ()
    """The languages that the store has besides."""


_reading: ContextVar[Reading | None] = ContextVar("galleria_reading", default=None)


def storefront_language(store: Store | None = None) -> str:
    """The language that the shopper reads; where nobody does, the own language of ``store`` or of
    the store in scope (which is then asked of the database)."""
    return current_reading(store).language


def further_language(store: Store | None = None) -> str | None:
    """The language that the shopper reads if it is not the store's own: the one that translations
    are looked up for. None in the admin, in tasks, and in a shop's own language."""
    reading = _reading.get()
    if reading is None or reading.store_id != (store.pk if store else owner_id()):
        return None
    return None if reading.language == reading.own else reading.language


def further_languages() -> tuple[str, ...]:
    """Those of the store in scope, besides its own; in a request no query."""
    return current_reading().further


def current_reading(store: Store | None = None) -> Reading:
    reading = _reading.get()
    store_id = store.pk if store else owner_id()
    if reading is not None and reading.store_id == store_id:
        return reading
    if store is None:
        store = Store.all_objects.only("language", "languages").filter(pk=store_id or 0).first()
    own = store.language if store else settings.LANGUAGE_CODE
    return Reading(store_id or 0, own, own, tuple(store.all_languages[1:]) if store else ())


@contextmanager
def shop_in(store: Store, language: str) -> Generator[None]:
    """Texts, names and addresses of the shop in ``language``: what a request for one of its pages
    runs in, and a mail to a shopper. Addresses of a language that the shop does not have (any
    more) are those of its own."""
    further = tuple(store.all_languages[1:])
    token = _reading.set(Reading(store.pk, language, store.language, further))
    addresses: Any = get_urlconf()
    set_urlconf(addresses if store.is_platform else urlconf_of(store, language))
    try:
        with translation.override(language):
            yield
    finally:
        set_urlconf(addresses)
        _reading.reset(token)


def urlconf_of(store: Store, language: str) -> Any:
    """The addresses of ``store`` in ``language``; None for the plain ones."""
    if language == store.language or language not in store.languages:
        return None
    return urls_with_prefix(language)


def home_path() -> str:
    """The shop's front page in the language that is read."""
    language = further_language()
    return f"/{language}/" if language else "/"


@dataclass(frozen=True, slots=True)
class Split:
    """An address, parted: ``/de/products/`` is ``de`` and ``/products/``."""

    language: str | None
    """One of the platform's, whether or not the store has it; None for a plain address."""
    plain: str


def split_language(path: str) -> Split:
    first, slash, rest = path.removeprefix("/").partition("/")
    if first not in platform_languages():
        return Split(None, path)
    # One slash and no more: two would be another host's address.
    return Split(first, "/" + rest.lstrip("/") if slash else "/")


@cache
def platform_languages() -> dict[str, str]:
    return {code: own_name(code) for code, _name in settings.LANGUAGES}


def own_name(language: str) -> str:
    """What a language calls itself: Deutsch, العربية."""
    name = Locale.parse(language.replace("-", "_")).get_language_name() or language
    return name[:1].upper() + name[1:]


def direction(language: str) -> str:
    return "rtl" if translation.get_language_info(language)["bidi"] else "ltr"
