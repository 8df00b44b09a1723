from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import connection, models

from stores.encryption import EncryptedJSONField, EncryptedTextField, is_under_newest, rotate

BATCH = 500


@dataclass
class Rotated:
    """What was found in one encrypted column."""

    label: str
    under_newest: int = 0
    under_older: int = 0
    lost: int = 0
    """Encrypted with a key that is not there any more."""


def encrypted_fields() -> Iterator[models.Field]:
    """Of every model, ours and others'; found by their class, so that none can be forgotten."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField | EncryptedJSONField):
                yield field


def rotate_secrets(*, only_check: bool = False) -> list[Rotated]:
    """Encrypt anew, with the newest key, whatever an older one encrypted; a batch at a time, each
    value only if it is still what was read. ``only_check`` counts and changes nothing.

    Needs the platform's scope. Safe to repeat and to break off: the second finds nothing to do."""
    return [rotate_column(field, only_check) for field in encrypted_fields()]


def rotate_column(field: models.Field, only_check: bool) -> Rotated:
    meta = field.model._meta
    table, key, column = meta.db_table, str(meta.pk.column), str(field.column)
    found = Rotated(f"{field.model._meta.label}.{field.name}")
    last: Any = None
    while rows := read(table, key, column, last):
        for number, token in rows:
            if is_under_newest(token):
                found.under_newest += 1
                continue
            try:
                anew = rotate(token)
            except InvalidToken:
                found.lost += 1
                continue
            found.under_older += 1
            if not only_check:
                write(table, key, column, number, token, anew)
        last = rows[-1][0]
    return found


def read(table: str, key: str, column: str, last: Any) -> list[tuple[Any, str]]:
    """Names of tables and columns are the models' own."""
    after = "" if last is None else f'AND "{key}" > %s'
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{key}", "{column}" FROM "{table}" WHERE "{column}" <> \'\' {after}'  # noqa: S608
            f' ORDER BY "{key}" LIMIT {BATCH}',
            [] if last is None else [last],
        )
        return list(cursor.fetchall())


def write(table: str, key: str, column: str, number: Any, old: str, new: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s AND "{column}" = %s',  # noqa: S608
            [new, number, old],
        )
