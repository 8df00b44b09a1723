"""Rows on their way out of an archive: positions become keys of this database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils.translation import gettext as _
from wagtail.models import Collection, Locale, Task, Workflow

from stores.models import BasePage, Store, User
from stores.portability.archive import BadArchive
from stores.portability.rewrite import rewrite_row
from stores.portability.shapes import (
    CONTENT_TYPE,
    PAGE,
    PEOPLE,
    SITE,
    STORE,
    TRANSLATION,
    Shape,
)
from stores.roles import Role

BATCH = 500


class IncomingKeys:
    """New keys for all rows of the archive, taken from the tables' sequences at once, so that a
    row can name one that comes later."""

    def __init__(self, store: Store, site_id: int, home_path: str, people: list[User]) -> None:
        self.store, self.site_id, self.home_path = store, site_id, home_path
        self.keys: dict[str, list[int]] = {PEOPLE: [user.pk for user in people]}
        self.translations: dict[int, str] = {}
        self.shared = shared_keys()

    def take(self, shape: Shape, count: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{shape.table}"', shape.pk, count],
            )
            self.keys[shape.table] = sorted(row[0] for row in cursor.fetchall())

    def key(self, table: str, value: Any) -> Any:
        if table == STORE:
            return self.store.pk
        if table == SITE:
            return self.site_id
        if table == TRANSLATION:
            return self.translations.setdefault(value, str(uuid4()))
        if table in self.keys:
            return self.at(table, value)
        if value not in self.shared.get(table, {}):
            raise BadArchive(
                _("This installation has no “%(value)s” in %(table)s.")
                % {"value": value, "table": table}
            )
        return self.shared[table][value]

    def at(self, table: str, position: Any) -> int | None:
        if position == 0:
            return None
        keys = self.keys[table]
        if not isinstance(position, int) or not 0 < position <= len(keys):
            raise BadArchive(
                _("A row names number %(position)s of %(table)s, which is not there.")
                % {"position": position, "table": table}
            )
        return keys[position - 1]

    def model(self, value: Any) -> type[models.Model] | None:
        try:
            return apps.get_model(value)
        except (LookupError, ValueError):
            raise BadArchive(
                _("This installation does not know “%(value)s”.") % {"value": value}
            ) from None

    def path(self, value: str) -> str:
        return self.home_path + value

    def url_path(self, value: str) -> str:
        return f"/{self.store.slug}{value}"

    def slug(self, page: Any, value: str) -> str:
        return value or self.store.slug


def shared_keys() -> dict[str, dict[str, Any]]:
    return {
        CONTENT_TYPE: {
            f"{kind.app_label}.{kind.model}": kind.pk for kind in ContentType.objects.all()
        },
        # Operators and their visits are no staff: no list of a store's people shows them.
        Group._meta.db_table: dict(
            Group.objects.filter(name__in=Role.values).values_list("name", "pk")
        ),
        Locale._meta.db_table: dict(Locale.objects.values_list("language_code", "pk")),
        Workflow._meta.db_table: dict(Workflow.objects.values_list("name", "pk")),
        Task._meta.db_table: dict(Task.objects.values_list("name", "pk")),
        Collection._meta.db_table: {"root": Collection.objects.get(depth=1).pk},
    }


def insert_rows(shape: Shape, rows: Iterable[dict[str, Any]], keys: IncomingKeys) -> int:
    """Returns how many. The database's own checks hold: types, uniqueness, keys in the store."""
    count = 0
    numbered = iter(enumerate(rows, 1))
    while batch := list(islice(numbered, BATCH)):
        ready = [incoming_row(shape, position, row, keys) for position, row in batch]
        insert_batch(shape, ready)
        count += len(ready)
    return count


def incoming_row(
    shape: Shape, position: int, row: dict[str, Any], keys: IncomingKeys
) -> dict[str, Any]:
    if set(row) != set(shape.columns):
        raise BadArchive(
            _("Row %(position)s of %(table)s has other columns than its table.")
            % {"position": position, "table": shape.table}
        )
    if shape.has_own_key:
        row = {**row, shape.pk: position}
    own_key = keys.keys[shape.table][position - 1] if shape.has_own_key else None
    row = rewrite_row(shape, row, keys)
    if shape.table == PAGE:
        row["depth"] = len(row["path"]) // BasePage.steplen
    if own_key is not None:
        row[shape.pk] = own_key
    return {**row, **shape.left_out, "store_id": keys.store.pk}


def insert_batch(shape: Shape, rows: list[dict[str, Any]]) -> None:
    columns = ", ".join(f'"{column}"' for column in rows[0])
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{shape.table}" ({columns}) SELECT {columns}'  # noqa: S608 - names of the registry
            f' FROM jsonb_populate_recordset(NULL::"{shape.table}", %s::jsonb)',
            [json.dumps(rows)],
        )
