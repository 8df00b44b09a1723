"""The one migration operation that isolates a model of ours.

``IsolateModel("Product")`` goes behind the operations that create or extend the model and gives
its table, from what the model declares:

- a ``store_id`` column where the model has none of its own (children of multi-table inheritance),
- the database default that makes the session's store the owner of a new row,
- an index that begins with the store, and ``UNIQUE (store_id, id)`` as a target for keys,
- row-level security, forced, with the policies of its kind,
- composite foreign keys ``(store_id, product_id) → (store_id, id)`` to other isolated models,
  because a plain foreign key is checked by PostgreSQL without row-level security,
- a check that the platform (store 0) owns nothing here, unless ``platform_rows`` says so.

It can be repeated in a later migration, e.g. after a foreign key was added.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation, OperationCategory

from stores.isolation.policies import (
    OWNER_DEFAULT,
    index_name,
    secure_table_sql,
    store_column_sql,
)
from stores.isolation.registry import Kind, TableRule, rule_for


class IsolateModel(Operation):
    reduces_to_sql = True
    reversible = True
    category = OperationCategory.ALTERATION

    def __init__(
        self,
        name: str,
        kind: str = "store",
        column: str = "store_id",
        platform_rows: bool = False,
    ) -> None:
        self.name = name
        self.kind = kind
        self.column = column
        self.platform_rows = platform_rows

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs: dict[str, Any] = {}
        if self.kind != "store":
            kwargs["kind"] = self.kind
        if self.column != "store_id":
            kwargs["column"] = self.column
        if self.platform_rows:
            kwargs["platform_rows"] = True
        return self.__class__.__qualname__, [self.name], kwargs

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def describe(self) -> str:
        return f"Isolate {self.name} ({self.kind})"

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        rule = TableRule(
            model._meta.db_table,
            Kind(self.kind),
            self.column,
            ours=True,
            platform_rows=self.platform_rows,
        )
        for statement in isolate_model_sql(model, rule):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Nothing: the table is dropped next, and isolation is never taken off a living one."""


def isolate_model_sql(model: type[models.Model], rule: TableRule) -> list[str]:
    statements = []
    table = f'"{rule.table}"'
    if rule.has_store and rule.column == "store_id":
        if has_local_column(model, "store_id"):
            statements += [
                f'ALTER TABLE {table} ALTER COLUMN "store_id" SET DEFAULT {OWNER_DEFAULT}',
                f'CREATE INDEX IF NOT EXISTS "{index_name(rule.table)}" ON {table} ("store_id")',
            ]
        else:
            statements += store_column_sql(rule)
        pk = model._meta.pk.column  # type: ignore[union-attr]
        if pk != "store_id":
            statements += add_constraint_sql(
                rule.table, target_name(rule.table), f'UNIQUE ("store_id", "{pk}")'
            )
        if not rule.platform_rows:
            statements += add_constraint_sql(
                rule.table, f"{rule.table[:45]}_owned", 'CHECK ("store_id" > 0)'
            )
        for name, definition in composite_keys(model).items():
            statements += add_constraint_sql(rule.table, name, definition)
    columns = {str(field.column) for field in model._meta.local_fields}
    return statements + secure_table_sql(rule, columns)


def has_local_column(model: type[models.Model], column: str) -> bool:
    return any(field.column == column for field in model._meta.local_fields)


def target_name(table: str) -> str:
    return f"{table[:45]}_store_key"


def composite_keys(model: type[models.Model]) -> dict[str, str]:
    """Constraint name → definition, for each foreign key to a model with a store of its own."""
    keys = {}
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey) or field.column == "store_id":
            continue
        target = field.remote_field.model
        if not is_isolated_with_store(target):
            continue
        target_table, target_column = target._meta.db_table, target._meta.pk.column
        name = f"{model._meta.db_table[:30]}_{field.column[:22]}_in_store"
        keys[name] = (
            f'FOREIGN KEY ("store_id", "{field.column}")'
            f' REFERENCES "{target_table}" ("store_id", "{target_column}")'
            " DEFERRABLE INITIALLY DEFERRED"
        )
    return keys


def is_isolated_with_store(model: type[models.Model]) -> bool:
    rule = rule_for(model._meta.db_table)
    return rule is not None and rule.ours and rule.has_store and rule.column == "store_id"


def add_constraint_sql(table: str, name: str, definition: str) -> list[str]:
    return [
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}'"
        f" AND conrelid = '\"{table}\"'::regclass) THEN"
        f' ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}; END IF; END $$'
    ]
