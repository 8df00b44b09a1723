"""What shoppers find by browsing and searching the read model.

Every query begins with the store; nothing else keeps stores apart in it. What it yields are ids,
to be loaded from the isolated tables, where another store's ids lead to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductIndex
from catalog.selectors.bitmaps import Answer
from stores.languages import storefront_language
from stores.models import Store

PAGE_SIZE = 24
MAX_QUERY = 100


@dataclass(frozen=True, slots=True)
class Sort:
    label: str | Promise
    by: str
    """Columns of the read model, as SQL."""


SORTS: Mapping[str, Sort] = {
    "newest": Sort(_("Newest"), "published_at DESC, product_id DESC"),
    "popular": Sort(_("Best sellers"), "popularity DESC, published_at DESC, product_id DESC"),
    "name": Sort(_("Name"), "name, product_id"),
    "price": Sort(_("Price, low to high"), "price_min, product_id"),
    "-price": Sort(_("Price, high to low"), "price_min DESC, product_id DESC"),
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


def page_of(answer: Answer, page: int) -> Found | None:
    """The ``page``-th page, counted from 1; None if there is no such page."""
    found = Found(answer.product_ids, answer.total, page)
    return found if 1 <= page <= found.pages else None


def find_products(store: Store, *, category_id: int | None = None) -> QuerySet[ProductIndex]:
    """The store's published products in the language that is read, of a category and what lies
    below it if one is given."""
    found = ProductIndex.objects.filter(store_id=store.pk, language=storefront_language(store))
    if category_id is not None:
        found = found.filter(category_ids__contains=[category_id])
    return found


def clean_search(text: str) -> str:
    """What was typed, without control characters and at most 100 characters long."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:MAX_QUERY].strip()
