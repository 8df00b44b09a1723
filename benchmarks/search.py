"""How long lists, filters and searches take with many products.

    DATA_DIR=/tmp/bench python benchmarks/search.py [--large 100000] [--others 90] [--each 10000]
        [--plans]

Fills the read model by SQL in the database that DATA_DIR or DATABASE_URL names (one for the
purpose): a store with ``--large`` products, and ``--others`` more with ``--each``. Then asks for
what shoppers ask for and prints how long the database worked: planning and execution of EXPLAIN
ANALYZE, the best and the median of five. The rows stay in that database and name products that
there are not, so their foreign keys are dropped: throw it away afterwards. What is not the read
model's (host, menus, cards) is left out: it does not grow."""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_site.settings")

import django
from django.conf import settings

FACETS = {"Colour": 14, "Size": 8, "Material": 12, "Brand": 120, "Style": 10, "Room": 7,
          "Pattern": 9, "Finish": 6, "Season": 4, "Origin": 25}  # fmt: skip
STEMS = [f"w{n}" for n in range(1, 6_000)]
FREQUENCIES = list(accumulate(1 / n for n in range(1, 6_000)))
BATCH = 5_000
LIKE_THE_FIRST = """
INSERT INTO catalog_productindex (
    store_id, product_id, language, ordinal, name, tokens, category_ids, price_min, price_max,
    is_available, is_on_sale, popularity, published_at
)
SELECT %s, product_id - %s::bigint * 1000000000, language, ordinal, name, tokens,
    category_ids, price_min, price_max, is_available, is_on_sale, popularity, published_at
FROM catalog_productindex WHERE store_id = %s AND ordinal < %s
"""


def fill(large: int, others: int, each: int) -> int:
    """Products are told apart by words whose frequency falls as in a language (the n-th is n times
    rarer than the first), and by ten facets. Returns the id of the large store."""
    from django.db import connection

    from stores.models import Store

    made = Store.objects.bulk_create(
        Store(name=f"Bench {n}", slug=f"bench-{time.time_ns()}-{n}", currency="EUR")
        for n in range(others + 1)
    )
    started = time.monotonic()
    facet_tokens = make_facets(made[0].pk)
    random.seed(7)
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute("SELECT set_config('galleria.bits', 'later', false)")
        for start in range(0, large, BATCH):
            copy(cursor, rows_of(made[0].pk, start, min(BATCH, large - start), facet_tokens))
        print(f"{large} rows of one store in {time.monotonic() - started:.0f} s")
        cursor.execute("SELECT galleria_turn_all_bits(%s)", [made[0].pk])
        print(f"and their bits in {time.monotonic() - started:.0f} s")
        for store in made[1:]:
            cursor.execute(LIKE_THE_FIRST, [store.pk, store.pk, made[0].pk, each])
            cursor.execute("SELECT galleria_turn_all_bits(%s)", [store.pk])
        print(f"{others} stores with {each} each in {time.monotonic() - started:.0f} s")
        cursor.execute("SELECT set_config('galleria.bits', '', false)")
        cursor.execute("RESET work_mem")
        cursor.execute("VACUUM ANALYZE catalog_productindex, catalog_indexbits")
        for table in ("catalog_productindex", "catalog_indexbits"):
            cursor.execute(
                "SELECT pg_size_pretty(pg_relation_size(%s)),"
                " pg_size_pretty(pg_total_relation_size(%s))", [table, table],
            )  # fmt: skip
            print(table, *cursor.fetchone())
    return int(made[0].pk)


def drop_keys() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f'"
            " AND conrelid = 'catalog_productindex'::regclass"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE catalog_productindex DROP CONSTRAINT "{name}"')


def make_facets(store_id: int) -> dict[str, list[str]]:
    from catalog.models import FacetGroup, FacetValue

    tokens = {}
    for position, (name, size) in enumerate(FACETS.items()):
        slug = name.lower()
        kind = "brand" if name == "Brand" else "attribute"
        group = FacetGroup.objects.create(
            store_id=store_id, language="en", kind=kind, key=slug, slug=slug, name=name,
            position=position, size=size,
        )  # fmt: skip
        values = FacetValue.objects.bulk_create(
            FacetValue(store_id=store_id, group=group, key=f"{slug} {n}", slug=f"{slug}-{n}",
                       label=f"{name} {n}") for n in range(size)
        )  # fmt: skip
        tokens[name] = [value.token for value in values]
    return tokens


def rows_of(
    store_id: int, start: int, count: int, facets: dict[str, list[str]]
) -> Iterator[tuple[object, ...]]:
    from catalog.services.index_rows import bit_tokens, price_step

    for n in range(start, start + count):
        named = set(random.choices(STEMS, cum_weights=FREQUENCIES, k=4))
        told = named | set(random.choices(STEMS, cum_weights=FREQUENCIES, k=30))
        price = int(random.lognormvariate(8, 1)) + 99
        category = random.randrange(40)
        tokens = {"all", f"c{category}", f"c{1000 + category % 8}", f"b{price_step(price, 'EUR')}"}
        tokens |= bit_tokens("p", price) | bit_tokens("d", 2000 + n % 700)
        tokens |= {f"w:{stem}" for stem in told} | {f"n:{stem}" for stem in named}
        tokens |= {token for values in facets.values()
                   for token in random.sample(values, random.choice((1, 1, 2)))}  # fmt: skip
        if random.random() < 0.85:
            tokens.add("available")
        if random.random() < 0.15:
            tokens.add("sale")
        yield (store_id, -(store_id * 10_000_000 + n), "en", n, f"Product {n:07}",
               "{" + ",".join(sorted(tokens)) + "}", "{}", price, price, "available" in tokens,
               "sale" in tokens, int(random.paretovariate(1)), n)  # fmt: skip


def copy(cursor: object, rows: Iterator[tuple[object, ...]]) -> None:
    columns = (
        "store_id, product_id, language, ordinal, name, tokens, category_ids, price_min,"
        " price_max, is_available, is_on_sale, popularity, n"
    )
    cursor.execute(  # type: ignore[attr-defined]
        "CREATE TEMP TABLE IF NOT EXISTS bench_rows (store_id bigint, product_id bigint,"
        " language text, ordinal int, name text, tokens text[], category_ids bigint[],"
        " price_min bigint, price_max bigint, is_available bool, is_on_sale bool,"
        " popularity int, n int); TRUNCATE bench_rows"
    )
    with cursor.copy(f"COPY bench_rows ({columns}) FROM STDIN") as target:  # type: ignore[attr-defined]
        for row in rows:
            target.write_row(row)
    into = columns.removesuffix(", n")
    cursor.execute(  # type: ignore[attr-defined]
        f"INSERT INTO catalog_productindex ({into}, published_at)"
        f" SELECT {into}, now() - n * interval '1 minute' FROM bench_rows"
    )


def questions(store_id: int) -> Iterator[tuple[str, object]]:
    """What it is, and a Question."""
    from django.http import QueryDict

    from catalog.selectors.bitmaps import Both, Question, Sorting, Token
    from catalog.selectors.facet_book import load_book
    from catalog.selectors.facets import counted_tokens, instead_of, read_chosen
    from catalog.selectors.listing import SORTS
    from stores.models import Store

    book = load_book(Store.all_objects.get(pk=store_id), "en")
    tokens = counted_tokens(book, [], "EUR")
    tokens["category"] = tuple(f"c{n}" for n in range(1000, 1008))

    def ask(query: str, base: object, *, sort: str = "newest", start: int = 0) -> Question:
        chosen = read_chosen(QueryDict(query), book, [], "EUR").conditions
        return Question(
            Both((base, *chosen.values())), Sorting(SORTS[sort].by),  # type: ignore[arg-type]
            tuple(token for group in tokens.values() for token in group),
            instead_of(base, chosen, tokens), start,  # type: ignore[arg-type]
        )  # fmt: skip

    every = Both()
    yield "all products", ask("", every)
    yield "all products, page 4,000", ask("", every, start=24 * 4000)
    yield "all products by price, last page", ask("", every, sort="-price", start=99_960)
    yield "a category (2.5 %)", ask("", Token("c7"))
    yield "one colour", ask("colour=colour-3", every)
    yield "two colours, available", ask("colour=colour-3&colour=colour-5&available=1", every)
    yield "price 20–50, best sellers", ask("price=20-50", every, sort="popular")
    yield (
        "price 20–50, colour, material, brand, on sale",
        ask("price=20-50&colour=colour-3&material=material-4&brand=brand-7&sale=1", every),
    )
    yield "five groups, two values each", ask(
        "colour=colour-1&colour=colour-2&size=size-1&size=size-2&material=material-1"
        "&material=material-2&style=style-1&style=style-2&room=room-1&room=room-2", every,
    )  # fmt: skip
    for label, words in (
        ("search: a word in a third of all products", ["w1"]),
        ("search: a word in one of fifty", ["w60"]),
        ("search: three frequent words", ["w1", "w2", "w3"]),
        ("search: a rare word", ["w5000"]),
    ):
        yield label, searched(ask, words, "")
        yield f"{label}, with filters", searched(ask, words, "colour=colour-3&price=10-80")


def searched(ask: object, words: list[str], query: str) -> object:
    from dataclasses import replace

    from catalog.selectors.bitmaps import Both, Sorting, Token
    from catalog.selectors.listing import SORTS

    found = Both(tuple(Token(f"w:{word}") for word in words))
    named = Both(tuple(Token(f"n:{word}") for word in words))
    question = ask(query, found)  # type: ignore[operator]
    return replace(question, sorting=Sorting(SORTS["popular"].by, (Token("s:none"), named)))


def measure(store_id: int, show_plans: bool) -> None:
    from django.db import connection

    from catalog.selectors.bitmaps import ask, statement

    print(f"\n{'':58} products    best  median")
    for label, question in questions(store_id):
        answer = ask(store_id, "en", question)  # type: ignore[arg-type]
        sql, parameters = statement(store_id, "en", question)  # type: ignore[arg-type]
        times = []
        with connection.cursor() as cursor:
            for _turn in range(5):
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY) {sql}", parameters)
                lines = [line for (line,) in cursor.fetchall()]
                times.append(sum(milliseconds(line) for line in lines))
        print(f"{label:58} {answer.total:8} {min(times):7.1f} {statistics.median(times):7.1f} ms")
        if show_plans:
            print("\n".join(lines))
    measure_suggestions(store_id)


def measure_suggestions(store_id: int) -> None:
    """What is asked for each word typed, whatever comes of it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from catalog.selectors.search import read_search

    for text in ("w1", "w12 w4", "w50 something"):
        with CaptureQueriesContext(connection) as captured:
            read_search(store_id, "en", text, [])
        sql = captured.captured_queries[-1]["sql"].replace("%", "%%")
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, SUMMARY) {sql}", ())
            took = sum(milliseconds(line) for (line,) in cursor.fetchall())
        print(f"{f'words of “{text}”: stems, beginnings, neighbours':58} {'':8} {took:7.1f} ms")


def milliseconds(line: str) -> float:
    if line.startswith(("Planning Time", "Execution Time")):
        return float(line.split(":")[1].replace("ms", ""))
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--others", type=int, default=90)
    parser.add_argument("--each", type=int, default=10_000)
    parser.add_argument("--plans", action="store_true")
    options = parser.parse_args()
    if settings.EMBEDDED_POSTGRES:
        from platform_site.command_line import start_database

        start_database(settings)
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from stores.scope import platform_scope, store_scope

    with platform_scope():
        connection.settings_dict["CONN_MAX_AGE"] = None
        call_command("migrate", verbosity=0)
        drop_keys()
        store_id = fill(options.large, options.others, options.each)
        with store_scope(store_id):
            measure(store_id, options.plans)


if __name__ == "__main__":
    main()
