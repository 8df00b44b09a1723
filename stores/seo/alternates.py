"""The same page in the store's other languages, for search engines (``hreflang``)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from stores.language_links import language_links
from stores.models import Store


@dataclass(frozen=True, slots=True)
class Alternate:
    language: str
    """As in ``hreflang``: a language code, or ``x-default``."""
    url: str
    """Absolute, on the store's primary domain."""


def alternates(request: HttpRequest) -> list[Alternate]:
    """Every language the page is in, its own included, and which is for everybody else; none
    where there is one language only."""
    links = [link for link in language_links(request) if link.is_same_page]
    if len(links) < 2:
        return []
    store: Store = request.store  # type: ignore[attr-defined]
    found = [Alternate(link.language, store.absolute_url(link.path)) for link in links]
    # The store's own comes first; a page that only further languages have begins with one.
    return [*found, Alternate("x-default", found[0].url)]
