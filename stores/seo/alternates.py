"""The same page in the store's other languages, for search engines (``hreflang``)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Alternate:
    language: str
    """As in ``hreflang``: a language code, or ``x-default``."""
    url: str
    """Absolute, on the store's primary domain."""


def alternates(request: HttpRequest) -> list[Alternate]:
    """Every language the page is in, its own included; none where there is one language only."""
    return []
