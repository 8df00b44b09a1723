"""Rows on their way into an archive: keys of this database become positions, counted from 1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.models import Collection, Locale, Site, Task, Workflow

from stores.models import Membership, Store, User
from stores.portability.rewrite import rewrite_row
from stores.portability.shapes import CONTENT_TYPE, PEOPLE, SITE, STORE, TRANSLATION, Shape
from stores.roles import SUPPORT

Positions = dict[Any, int]
ROOT = "root"


def only(shape: Shape) -> str:
    """A condition on the rows that go out, besides the store."""
    if shape.table == Membership._meta.db_table:
        group = Group.objects.filter(name=SUPPORT).values_list("pk", flat=True).first()
        return f"group_id IS DISTINCT FROM {group or 'NULL'}"
    return "true"


class OutgoingKeys:
    """Positions of the store's rows, and names of what all stores share."""

    def __init__(self, store: Store, shapes: list[Shape]) -> None:
        self.store = store
        site = Site.objects.select_related("root_page").get(pk=store.site_id)
        self.home = site.root_page
        self.positions: dict[str, Positions] = {
            shape.table: self.number_rows(shape) for shape in shapes if shape.has_own_key
        }
        self.people = list(
            User.objects.filter(memberships__store=store)
            .exclude(memberships__group__name=SUPPORT)
            .distinct()
            .order_by("email")
        )
        self.positions[PEOPLE] = {user.pk: n for n, user in enumerate(self.people, 1)}
        self.translations: Positions = {}
        self.shared = shared_names()

    def number_rows(self, shape: Shape) -> Positions:
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT "{shape.pk}" FROM "{shape.table}"'  # noqa: S608 - names of the registry
                f' WHERE store_id = %s AND {only(shape)} ORDER BY "{shape.pk}"',
                [self.store.pk],
            )
            return {row[0]: n for n, row in enumerate(cursor.fetchall(), 1)}

    def key(self, table: str, value: Any) -> Any:
        if table in self.positions:
            return self.positions[table].get(int(value))
        if table in (STORE, SITE):
            return 1
        if table == TRANSLATION:
            return self.translations.setdefault(value, len(self.translations) + 1)
        return self.shared.get(table, {}).get(value)

    def model(self, value: Any) -> type[models.Model] | None:
        return ContentType.objects.get_for_id(value).model_class()

    def path(self, value: str) -> str:
        return value.removeprefix(self.home.path) if value.startswith(self.home.path) else ""

    def url_path(self, value: str) -> str:
        return "/" + value.removeprefix(self.home.url_path)

    def slug(self, page: Any, value: str) -> str:
        return "" if page == self.home.pk else value


def shared_names() -> dict[str, dict[Any, str]]:
    """Table → key → the name by which another installation knows the row."""
    kinds = ContentType.objects.values_list("pk", "app_label", "model")
    return {
        CONTENT_TYPE: {pk: f"{app_label}.{model}" for pk, app_label, model in kinds},
        Group._meta.db_table: dict(Group.objects.values_list("pk", "name")),
        Locale._meta.db_table: dict(Locale.objects.values_list("pk", "language_code")),
        Workflow._meta.db_table: dict(Workflow.objects.values_list("pk", "name")),
        Task._meta.db_table: dict(Task.objects.values_list("pk", "name")),
        Collection._meta.db_table: dict.fromkeys(
            Collection.objects.values_list("pk", flat=True), ROOT
        ),
    }


def outgoing_rows(shape: Shape, keys: OutgoingKeys) -> Iterator[dict[str, Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f'SELECT to_jsonb(t)::text FROM "{shape.table}" t'  # noqa: S608 - names of the registry
            f' WHERE store_id = %s AND {only(shape)} ORDER BY "{shape.pk}"',
            [keys.store.pk],
        )
        while rows := cursor.fetchmany(500):
            for (text,) in rows:
                row = rewrite_row(shape, json.loads(text, parse_float=Decimal), keys)
                yield {column: plain(row[column]) for column in shape.columns}


def plain(value: Any) -> Any:
    """Amounts go as text, with all their digits; numbers inside other values as they are."""
    return str(value) if isinstance(value, Decimal) else inner(value)


def inner(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [inner(item) for item in value]
    if isinstance(value, dict):
        return {name: inner(item) for name, item in value.items()}
    return value
