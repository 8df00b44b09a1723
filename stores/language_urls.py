"""The addresses of a store's host once more for each further language, with its prefix.

A conf of its own for each prefix, and not Django's ``i18n_patterns``: those leave the prefix out
for the one default language of a site, and here each store has its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver


class LanguageUrls:
    """Stands where Django takes a module for ``request.urlconf``."""

    def __init__(self, language: str, conf: Any) -> None:
        self.language = language
        self.urlpatterns: Sequence[URLPattern | URLResolver] = conf.addresses(f"{language}/")
        self.handler404: Callable[..., Any] | str = conf.handler404
        self.handler500: Callable[..., Any] | str = conf.handler500

    def __repr__(self) -> str:
        return f"<addresses in {self.language}>"


@cache
def urls_with_prefix(language: str) -> LanguageUrls:
    return LanguageUrls(language, import_module(settings.ROOT_URLCONF))
