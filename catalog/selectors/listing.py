"""What shoppers find by browsing and searching: the only reader of the read model.

Every query begins with the store; nothing else keeps stores apart here. What it yields are ids,
to be loaded from the isolated tables, where another store's ids lead to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchRank
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductIndex
from catalog.services.index_product import SEARCH_CONFIGS
from stores.models import Store

PAGE_SIZE = 24
MAX_QUERY = 100
MAX_WORDS = 8
OPERATORS = re.compile(r'"|(?:^|\s)-\w|\bor\b', re.IGNORECASE)

Order = tuple[str | OrderBy, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    label: str | Promise
    order: Order


SORTS: Mapping[str, Sort] = {
    "newest": Sort(_("Newest"), ("-published_at", "-product_id")),
    "name": Sort(_("Name"), ("name", "product_id")),
    "price": Sort(_("Price, low to high"), ("price_min", "product_id")),
    "-price": Sort(_("Price, high to low"), ("-price_min", "-product_id")),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found: ids in order, and how many there are in all."""

    product_ids: list[int]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def find_products(
    store: Store, *, category_id: int | None = None, search: str | None = None
) -> QuerySet[ProductIndex]:
    """The store's published products, of a category and what lies below it if one is given,
    and with the words of ``search`` (as typed) unless it is None. No word finds nothing."""
    found = ProductIndex.objects.filter(store_id=store.pk, language=store.language)
    if category_id is not None:
        found = found.filter(category_ids__contains=[category_id])
    if search is not None:
        query = search_query(search, store.language)
        found = found.filter(search=query) if query else found.none()
    return found


def find_page(matching: QuerySet[ProductIndex], *, page: int, order: Order) -> Found | None:
    """The ``page``-th page, counted from 1; None if there is no such page."""
    total = matching.count()
    found = Found([], total, page)
    if page < 1 or page > found.pages:
        return None
    start = (page - 1) * PAGE_SIZE
    rows = matching.order_by(*order).values_list("product_id", flat=True)
    return Found(list(rows[start : start + PAGE_SIZE]) if total else [], total, page)


def by_relevance(search: str, language: str) -> Order:
    """The best match first; titles weigh more than texts (see ``index_product``)."""
    query = search_query(search, language)
    if query is None:
        return SORTS["newest"].order
    return (SearchRank(F("search"), query).desc(), "name", "product_id")


def clean_search(text: str) -> str:
    """What was typed, without control characters and at most 100 characters long."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:MAX_QUERY].strip()


def search_query(text: str, language: str) -> SearchQuery | CombinedSearchQuery | None:
    """All words, the last also as the beginning of one, because people type and wait.

    ``"exact words"``, ``-without`` and ``or`` mean what they mean elsewhere on the web. None if
    there is no word in the text. Any text is safe: it reaches PostgreSQL as words only."""
    cleaned = clean_search(text)
    words = re.findall(r"\w+", cleaned)[:MAX_WORDS]
    if not words:
        return None
    config = SEARCH_CONFIGS.get(language, "simple")
    as_typed = SearchQuery(cleaned, config=config, search_type="websearch")
    if OPERATORS.search(cleaned):
        return as_typed
    beginning = SearchQuery(f"'{words[-1]}':*", config=config, search_type="raw")
    for word in words[:-1]:
        beginning &= SearchQuery(word, config=config, search_type="plain")
    return as_typed | beginning
