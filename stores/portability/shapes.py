"""The tables of an archive: their columns, and which of them point where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from wagtail.fields import RichTextField, StreamField

from stores.encryption import EncryptedJSONField, EncryptedTextField
from stores.isolation.registry import store_tables
from stores.portability.rules import LEFT_OUT, LEFT_OUT_COLUMNS

STORE, SITE, PEOPLE, PAGE = "stores_store", "wagtailcore_site", "stores_user", "stores_basepage"
CONTENT_TYPE = "django_content_type"
TRANSLATION = "translation_key"

COLUMNS_SQL = """
SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
FROM information_schema.columns
WHERE table_schema = current_schema() AND is_generated = 'NEVER' GROUP BY table_name
"""


@dataclass(frozen=True, slots=True)
class Shape:
    table: str
    model: type[models.Model]
    pk: str
    columns: tuple[str, ...]
    """Those that the archive holds."""
    links: dict[str, str]
    """Column → the table it points into."""
    streams: dict[str, StreamField]
    rich_texts: frozenset[str]
    left_out: dict[str, Any]
    """Columns that the archive does not hold, with what they are at first."""

    @property
    def has_own_key(self) -> bool:
        """Its key is a number of its own, and not that of the row it extends."""
        return self.pk not in self.links

    @property
    def is_generic(self) -> bool:
        return {"object_id", "content_type_id"} <= set(self.columns)


def root_table(model: Any) -> str:
    """The table whose numbers a model's keys are: of a kind of page that of all pages."""
    pk = model._meta.pk
    while pk.remote_field is not None and getattr(pk.remote_field, "parent_link", False):
        model = pk.remote_field.model
        pk = model._meta.pk
    return model._meta.db_table


@lru_cache(maxsize=1)
def shapes() -> dict[str, Shape]:
    """By table, in the order of their names. Asks the database for its columns once."""
    by_table = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS_SQL)
        columns = dict(cursor.fetchall())
    return {
        rule.table: shape_of(by_table[rule.table], columns[rule.table])
        for rule in store_tables()
        if rule.table not in LEFT_OUT and rule.table in columns
    }


def shape_of(model: type[models.Model], columns: list[str]) -> Shape:
    table = model._meta.db_table
    fields = {str(field.column): field for field in model._meta.local_fields}
    links = {
        column: root_table(field.remote_field.model)
        for column, field in fields.items()
        if isinstance(field, models.ForeignKey)
    }
    pk = str(model._meta.pk.column)
    left_out: dict[str, Any] = {c: "" for c, field in fields.items() if is_secret(field)}
    left_out |= LEFT_OUT_COLUMNS.get(table, {})
    omitted = {"store_id", *left_out, *(() if pk in links else (pk,))}
    return Shape(
        table=table,
        model=model,
        pk=pk,
        columns=tuple(column for column in columns if column not in omitted),
        links={column: target for column, target in links.items() if column not in omitted},
        streams={c: field for c, field in fields.items() if isinstance(field, StreamField)},
        rich_texts=frozenset(c for c, field in fields.items() if isinstance(field, RichTextField)),
        left_out=left_out,
    )


def is_secret(field: object) -> bool:
    """Encrypted with this installation's keys; a store sets its own anew."""
    return isinstance(field, EncryptedTextField | EncryptedJSONField)
