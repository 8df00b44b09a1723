"""Sitemaps (https://www.sitemaps.org/protocol.html): an index, and files of one kind of address
each. A file begins at a key (a slug, or the path of a page) that the index names, so that the
last of many costs no more than the first.

Wagtail's own sitemap knows pages alone and Django's counts and skips what lies before a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from catalog.feeds import xml
from stores.models import Store

ADDRESSES = 5_000
"""In one file at most; the protocol allows 50,000."""
BATCH = 500
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


@dataclass(frozen=True, slots=True)
class Entry:
    paths: list[str]
    """Its addresses, from the root of the store: one for each language."""
    alternates: Mapping[str, str] = field(default_factory=dict)
    """Language → path, where there are several."""
    changed_at: datetime | None = None
    images: list[str] = field(default_factory=list)
    """Paths of its pictures."""


class Kind(Protocol):
    @property
    def name(self) -> str: ...

    def rows(self, store: Store) -> QuerySet[Any]:
        """What is live and can be found, in the order of ``key``."""

    @property
    def key(self) -> str:
        """The column that files begin at: unique in the store, and nothing that is not public."""

    def entries(self, store: Store, rows: list[Any]) -> Iterator[Entry]:
        """In a number of queries that does not grow with ``rows``."""


def index(store: Store, kinds: list[Kind]) -> Iterator[str]:
    yield f'{xml.HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    for kind in kinds:
        for start in starts(store, kind):
            path = reverse("feeds:sitemap", args=[kind.name])
            query = f"?{urlencode({'from': start})}" if start else ""
            address = xml.element("loc", store.absolute_url(path + query))
            yield f"<sitemap>{address}</sitemap>\n"
    yield "</sitemapindex>\n"


def rows_in_file(store: Store) -> int:
    """Each thing has an address in every language."""
    return max(1, ADDRESSES // len(store.all_languages))


def starts(store: Store, kind: Kind) -> list[str]:
    """The keys at which the files of a kind begin, the first of them empty: one query."""
    number = Window(RowNumber(), order_by=kind.key)
    firsts = (
        kind.rows(store)
        .annotate(place=number)
        .annotate(beyond=(F("place") - 1) % rows_in_file(store))
        .filter(beyond=0)
    )
    found = list(firsts.values_list(kind.key, flat=True))
    return ["", *found[1:]] if found else []


def sitemap(store: Store, kind: Kind, start: str) -> Iterator[str]:
    """One file, sent in batches."""
    yield f"{xml.HEAD}<urlset {NAMESPACES}>\n"
    left, rows = rows_in_file(store), kind.rows(store)
    begins = rows.filter(**{f"{kind.key}__gte": start})
    while batch := list(begins[: min(BATCH, left)]):
        yield "".join(urls(store, entry) for entry in kind.entries(store, batch))
        left -= len(batch)
        begins = rows.filter(**{f"{kind.key}__gt": getattr(batch[-1], kind.key)})
    yield "</urlset>\n"


def urls(store: Store, entry: Entry) -> str:
    """An ``url`` for each address, each with all languages as alternates."""
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{xml.text(language)}"'
        f' href="{xml.text(store.absolute_url(path))}"/>'
        for language, path in entry.alternates.items()
    )
    changed = xml.element("lastmod", entry.changed_at.isoformat()) if entry.changed_at else ""
    images = "".join(
        f"<image:image>{xml.element('image:loc', store.absolute_url(path))}</image:image>"
        for path in entry.images
    )
    return "".join(
        f"<url>{xml.element('loc', store.absolute_url(path))}{changed}{alternates}{images}</url>\n"
        for path in entry.paths
    )
