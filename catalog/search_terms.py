"""What shoppers search for and whether they find it, counted without a word to the database in
the request (``stores.buffers``) and without anything about who searched."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from catalog.models import SearchTerm
from stores.buffers import Tally
from stores.models import Store
from stores.probe import is_probe
from stores.scope import platform_scope


class Asked(NamedTuple):
    store_id: int
    day: date
    language: str
    term: str


class Times(NamedTuple):
    searches: int
    found: int
    """Products, the last time."""


MOST_A_DAY = 2_000
"""Different terms of a store that are kept of a day: programs search for anything."""
KEEP = timedelta(days=400)
WRITE = """
WITH asked AS (
    SELECT * FROM unnest(
        %(stores)s::bigint[], %(days)s::date[], %(languages)s::text[], %(terms)s::text[],
        %(searches)s::int[], %(found)s::int[]
    ) AS asked (store_id, day, language, term, searches, found)
), full_days AS (
    SELECT store_id, day FROM catalog_searchterm
    WHERE (store_id, day) IN (SELECT store_id, day FROM asked)
    GROUP BY 1, 2 HAVING count(*) >= %(most)s
)
INSERT INTO catalog_searchterm (store_id, day, language, term, searches, found)
SELECT asked.* FROM asked JOIN stores_store ON stores_store.id = asked.store_id
WHERE (asked.store_id, asked.day) NOT IN (SELECT store_id, day FROM full_days)
    OR (asked.store_id, asked.day, asked.language, asked.term) IN (
        SELECT store_id, day, language, term FROM catalog_searchterm
        WHERE (store_id, day) IN (SELECT store_id, day FROM full_days))
ORDER BY 1, 2, 3, 4
ON CONFLICT (store_id, day, language, term) DO UPDATE
SET searches = catalog_searchterm.searches + excluded.searches, found = excluded.found
"""


def write_terms(values: dict[Asked, Times]) -> None:
    """One statement for all; in one order, so that processes do not wait for each other in a
    circle."""
    rows = sorted((*asked, *times) for asked, times in values.items())
    names = ("stores", "days", "languages", "terms", "searches", "found")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    with platform_scope(), connection.cursor() as cursor:
        cursor.execute(WRITE, {**columns, "most": MOST_A_DAY})


def prune_terms() -> None:
    """For the schedule."""
    with platform_scope():
        SearchTerm.objects.filter(day__lt=timezone.now().date() - KEEP).delete()


def merge(old: Times, new: Times) -> Times:
    return Times(old.searches + new.searches, new.found)


terms: Tally[Asked, Times] = Tally("search terms", write_terms, merge=merge, size=5_000)


def note_search(request: HttpRequest, language: str, typed: str, found: int) -> None:
    """Of a person who typed something: not of staff, of our own probes, of further pages."""
    store: Store = request.store  # type: ignore[attr-defined]
    is_staff = settings.SESSION_COOKIE_NAME in request.COOKIES
    if not typed or is_staff or is_probe(request) or set(request.GET) - {"q"}:
        return
    day = timezone.now().astimezone(ZoneInfo(store.time_zone)).date()
    terms.add(Asked(store.pk, day, language, typed.casefold()[:100]), Times(1, found))
