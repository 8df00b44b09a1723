"""Conditions on the read model as bits: what products have to have in common becomes one
statement that ANDs and ORs the bits of tokens, counts them and walks to the page asked for.

A store of 100,000 products has four rows of bits a token, so the counts of all facets, exact for
any choice, cost some milliseconds (docs/search.md has the figures)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from catalog.models.index_bits import CHUNK

ZERO = f"B'0'::bit({CHUNK})"
ALL = "all"
WALK_FROM = 2_000
"""From so many products on, an index is walked in the order asked for; fewer are sorted."""


@dataclass(frozen=True, slots=True)
class Token:
    """Products that have this token."""

    name: str


@dataclass(frozen=True, slots=True)
class Both:
    """Products that fulfil all parts; without any, all products."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """Products that fulfil one of the parts; without any, none."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Without:
    part: Condition


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Products whose number, kept as bits under ``prefix``, is ``number`` or more. From the
    lowest bit up: where it is 1 the product needs it, too; where it is 0 it is ahead with one."""

    prefix: str
    number: int


@dataclass(frozen=True, slots=True)
class Given:
    """These products."""

    product_ids: tuple[int, ...]


Condition = Token | Both | Either | Without | AtLeast | Given

WIDTH = 48
"""Bits of the largest number that is compared: a price in minor units."""


@dataclass(slots=True)
class Masks:
    """The parts of a statement that compute bits, and their parameters. Each token and each set
    of given products is one column of ``chunks``."""

    store_id: int
    language: str
    tokens: dict[str, str] = field(default_factory=dict)
    given: dict[tuple[int, ...], str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)

    def add(self, condition: Condition) -> str:
        """The name of the column of ``masks`` with the bits of ``condition``."""
        sql = f"({self.bits(condition)} & {self.token(ALL)})"
        for name, known in self.columns.items():
            if known == sql:
                return name
        name = f"m{len(self.columns)}"
        self.columns[name] = sql
        return name

    def token(self, name: str) -> str:
        return self.tokens.setdefault(name, f"t{len(self.tokens)}")

    def bits(self, condition: Condition) -> str:
        match condition:
            case Token(name):
                return self.token(name)
            case Both(parts):
                return self.join(parts, "&") or self.token(ALL)
            case Either(parts):
                return self.join(parts, "|") or ZERO
            case Without(part):
                return f"(~{self.bits(part)})"
            case Given(product_ids):
                return self.given.setdefault(product_ids, f"g{len(self.given)}")
            case AtLeast(prefix, number):
                return self.at_least(prefix, number)

    def join(self, parts: tuple[Condition, ...], operator: str) -> str:
        texts = list(dict.fromkeys(self.bits(part) for part in parts))
        return f"({f' {operator} '.join(texts)})" if texts else ""

    def at_least(self, prefix: str, number: int) -> str:
        if number <= 0:
            return self.token(ALL)
        if number >= 1 << WIDTH:
            return ZERO
        sql = ""
        for bit in range(WIDTH):
            token = self.token(f"{prefix}{bit}")
            if not sql:
                sql = token if number & 1 else self.token(ALL)
                continue
            sql = f"({token} {'&' if number >> bit & 1 else '|'} {sql})"
        return sql

    def sql(self) -> str:
        """Common table expressions up to ``masks``, which has a row a chunk."""
        self.token(ALL)
        columns = [
            f"coalesce(bit_or(bits) FILTER (WHERE token = %(token_{column})s), {ZERO}) AS {column}"
            for column in self.tokens.values()
        ]
        tables, joins = [], []
        for column in self.given.values():
            tables.append(
                f"{column}_bits AS MATERIALIZED ("
                f" SELECT ordinal / {CHUNK} AS chunk,"
                f" bit_or(set_bit({ZERO}, ordinal %% {CHUNK}, 1)) AS bits"
                f" FROM catalog_productindex WHERE store_id = %(store)s"
                f" AND language = %(language)s AND product_id = ANY(%({column})s) GROUP BY 1)"
            )
            joins.append(f" LEFT JOIN {column}_bits USING (chunk)")
        ready = [f"coalesce({c}_bits.bits, {ZERO}) AS {c}" for c in self.given.values()]
        masks = [f"{sql} AS {name}" for name, sql in self.columns.items()]
        tables += [
            # One look into the index for each token: policies keep the planner from knowing how
            # many rows a store has, and for many tokens at once it would read all of them.
            f"found AS MATERIALIZED (SELECT chunk, token, bits::bit({CHUNK}) AS bits"
            " FROM unnest(%(tokens)s::text[]) AS wanted(token) CROSS JOIN LATERAL ("
            " SELECT chunk, bits FROM catalog_indexbits AS b WHERE b.store_id = %(store)s"
            ' AND b.language = %(language)s AND b.token = wanted.token COLLATE "C" OFFSET 0) AS b)',
            f"chunks AS MATERIALIZED (SELECT chunk, {', '.join(columns)}"
            " FROM found GROUP BY chunk)",
            f"ready AS MATERIALIZED (SELECT {', '.join(['chunks.*', *ready])}"
            f" FROM chunks{''.join(joins)})",
            f"masks AS MATERIALIZED (SELECT chunk, {', '.join(masks)} FROM ready)",
        ]
        return ",\n".join(tables)

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "store": self.store_id,
            "language": self.language,
            "tokens": list(self.tokens),
            **{f"token_{column}": name for name, column in self.tokens.items()},
            **{column: list(ids) for ids, column in self.given.items()},
        }


@dataclass(frozen=True, slots=True)
class Sorting:
    """``first``: products that fulfil the first of these come before those of the next.
    ``chosen``: product ids in their order. Then ``by``, columns of the read model."""

    by: str
    first: tuple[Condition, ...] = ()
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a list wants to know: which products there are of ``condition``, how many of them
    have each of ``counted`` (tokens), and one page. ``instead``: tokens that are counted with
    another condition, as those of a group are without what is chosen in it."""

    condition: Condition
    sorting: Sorting
    counted: tuple[str, ...] = ()
    instead: Mapping[tuple[str, ...], Condition] = field(default_factory=dict)
    start: int = 0
    size: int = 24


@dataclass(frozen=True, slots=True)
class Answer:
    product_ids: list[int]
    total: int
    counts: dict[str, int]


def ask(store_id: int, language: str, question: Question) -> Answer:
    """One query."""
    sql, parameters = statement(store_id, language, question)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        total, counts, product_ids = cursor.fetchone()
    return Answer(product_ids or [], total, json.loads(counts or "{}"))


def statement(store_id: int, language: str, question: Question) -> tuple[str, dict[str, Any]]:
    masks = Masks(store_id, language)
    main = masks.add(question.condition)
    cases = list(cases_of(masks, question))
    tiers = [masks.add(Both((question.condition, first))) for first in question.sorting.first]
    parameters: dict[str, Any] = {
        **masks.parameters,
        "counted": list(question.counted),
        "start": question.start,
        "size": question.size,
        "walk": WALK_FROM,
        "chosen": list(question.sorting.chosen),
    }
    for number, (tokens, _column) in enumerate(cases):
        parameters[f"case_{number}"] = list(tokens)
    mask = "".join(
        f" WHEN wanted.token = ANY(%(case_{number})s) THEN {column}"
        for number, (_tokens, column) in enumerate(cases)
    )
    counted = f"CASE{mask} ELSE {main} END" if cases else main
    order = order_of(question.sorting, tiers)
    wholes = ", ".join(whole(column) for column in dict.fromkeys([main, *tiers]))
    text = f"""
WITH {masks.sql()},
total AS MATERIALIZED (SELECT coalesce(sum(bit_count({main})), 0)::bigint AS n FROM masks),
counts AS (
    SELECT wanted.token, sum(hits.n)::bigint AS n
    FROM unnest(%(counted)s::text[]) AS wanted(token) CROSS JOIN masks
    CROSS JOIN LATERAL (
        SELECT bit_count(bits.bits::bit({CHUNK}) & {counted}) AS n
        FROM catalog_indexbits AS bits
        WHERE bits.store_id = %(store)s AND bits.language = %(language)s
            AND bits.token = wanted.token COLLATE "C" AND bits.chunk = masks.chunk
        OFFSET 0
    ) AS hits
    GROUP BY 1
),
whole AS MATERIALIZED (SELECT {wholes}
    FROM generate_series(0, (SELECT max(chunk) FROM masks)) AS place
    LEFT JOIN masks ON masks.chunk = place),
few AS (
    SELECT (sum(length(piece) + 1) OVER (ORDER BY n) - 1)::int AS ordinal, n
    FROM string_to_table((SELECT {main}_whole::text FROM whole), '1') WITH ORDINALITY AS p(piece, n)
),
page AS (
    (SELECT product_id, row_number() OVER () AS n FROM (
        SELECT product_id FROM catalog_productindex AS i
        WHERE (SELECT n FROM total) > %(walk)s
            AND i.store_id = %(store)s AND i.language = %(language)s
            AND get_bit((SELECT {main}_whole FROM whole), i.ordinal) = 1
        ORDER BY {order} LIMIT %(size)s OFFSET %(start)s) AS walked)
    UNION ALL
    (SELECT product_id, row_number() OVER () AS n FROM (
        SELECT i.product_id FROM catalog_productindex AS i
        WHERE (SELECT n FROM total) <= %(walk)s
            AND i.store_id = %(store)s AND i.language = %(language)s
            AND i.ordinal = ANY(ARRAY(
                SELECT ordinal FROM few WHERE n <= (SELECT n FROM total)))
        ORDER BY {order} LIMIT %(size)s OFFSET %(start)s) AS sorted)
)
SELECT (SELECT n FROM total), (SELECT jsonb_object_agg(token, n) FROM counts),
    (SELECT array_agg(product_id ORDER BY n) FROM page)
"""
    return text, parameters


def cases_of(masks: Masks, question: Question) -> Iterator[tuple[tuple[str, ...], str]]:
    for tokens, condition in question.instead.items():
        yield tokens, masks.add(condition)


def whole(column: str) -> str:
    """All chunks in a row, so that an ordinal is a place."""
    return (
        f"string_agg(coalesce({column}, {ZERO})::text, '' ORDER BY place)::bit varying"
        f" AS {column}_whole"
    )


def order_of(sorting: Sorting, tiers: Sequence[str]) -> str:
    columns = [f"get_bit((SELECT {tier}_whole FROM whole), i.ordinal) DESC" for tier in tiers]
    if sorting.chosen:
        columns.append("array_position(%(chosen)s::bigint[], i.product_id)")
    return ", ".join([*columns, sorting.by])
