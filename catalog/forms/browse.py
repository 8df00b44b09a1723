"""What an address of a list may say: page and sorting."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, QueryDict

from catalog.selectors.listing import SORTS

RELEVANCE = "relevance"
CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Browse:
    page: int
    sort: str


def parse_browse(query: QueryDict, *, default_sort: str = "newest") -> Browse:
    """An unknown sorting is the default one; a page that is no number is not found."""
    sort = query.get("sort", default_sort)
    if sort not in SORTS:
        sort = default_sort
    page = query.get("page", "1")
    if not (page.isascii() and page.isdecimal() and len(page) <= 6 and int(page) > 0):
        raise Http404("No such page.")
    return Browse(int(page), sort)
