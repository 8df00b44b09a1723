"""Attacks on the audit log: entries changed, and changes that leave none."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.utils import IntegrityError

from stores.scope import platform_scope, store_scope
from tests.isolation.attacks import Undo, attempt, count
from tests.isolation.furnish import Two
from tests.isolation.structure import triggers


def audit_log_changed(two: Two) -> list[str]:
    """The log rewritten or emptied, from its own store, another, or the platform itself."""
    problems = []
    for scope in (store_scope(two.mine.store), store_scope(0), platform_scope()):
        with scope:
            for sql in (
                "UPDATE stores_auditentry SET action = 'x'",
                "DELETE FROM stores_auditentry",
                "TRUNCATE stores_auditentry",
            ):
                outcome = attempt(sql)
                if outcome != 0 and "append-only" not in str(outcome):
                    problems.append(f"{sql}: {outcome}")
    return problems


# A value that is certainly another one, by the column's type.
ANOTHER = {"boolean": 'NOT "{0}"', "bigint": '"{0}" + 1', "numeric": '"{0}" + 1',
           "character varying": 'left("{0}", 1) || \'x\'', "text": '"{0}" || \'x\'',
           "timestamp with time zone": 'clock_timestamp()'}  # fmt: skip


def audited() -> dict[str, list[str]]:
    """Table → the columns whose changes go to the audit log, from the triggers themselves."""
    found = {}
    for (table, name), definition in triggers().items():
        if name == "galleria_audit":
            arguments = re.search(r"galleria_audit\((.*?)\)\n?CREATE", definition, re.DOTALL)[1]
            _noun, _store, columns, hidden, *_name = re.findall(r"'((?:[^']|'')*)'", arguments)
            found[table] = [column for column in f"{columns},{hidden}".split(",") if column]
    return found


def changes_not_written_down(only: list[str] | None = None) -> list[str]:
    """Tables whose watched columns were changed without an entry."""
    unnoticed = []
    with platform_scope():
        for table in only or audited():
            with suppress(Undo), transaction.atomic(), connection.cursor() as cursor:
                before = count("SELECT count(*) FROM stores_auditentry")
                change_one(cursor, table)
                if count("SELECT count(*) FROM stores_auditentry") == before:
                    unnoticed.append(table)
                raise Undo
    return unnoticed


@cache
def audited_columns(table: str) -> tuple[str, ...]:
    return tuple(audited()[table])


def change_one(cursor: Any, table: str) -> None:
    """Some watched column of the newest row, to a value that its constraints allow."""
    for sql in changes_of(table, audited_columns(table)):
        with suppress(IntegrityError), transaction.atomic():
            cursor.execute(sql)
            assert cursor.rowcount, f"{table} has no row to change"
            return
    raise AssertionError(f"{table} lets nothing be changed")


def changes_of(table: str, columns: tuple[str, ...]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = %s AND table_schema = current_schema()",
            [table],
        )
        types = dict(cursor.fetchall())
    plain = [c for c in columns if types[c] in ANOTHER and not c.endswith("_id")]
    last = f'(SELECT max(ctid) FROM "{table}")'
    return [
        f'UPDATE "{table}" SET "{column}" = {ANOTHER[types[column]].format(column)}'
        f" WHERE ctid = {last}"
        for column in sorted(plain, key=lambda c: types[c] != "boolean")
    ]
