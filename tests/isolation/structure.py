"""What the database must look like for isolation to hold, as functions that return problems.

They read PostgreSQL's own catalogue and not our code's intentions: a policy is compared with a
reference policy made beside it, so that its name alone does not count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.apps import apps
from django.db import connection, models
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

from stores.audit.operations import TRIGGER, AuditModel
from stores.isolation.policies import GIVEN_BY_PLATFORM, OWNER_DEFAULT, secure_table_sql
from stores.isolation.registry import (
    Kind,
    TableRule,
    model_rules,
    required_constraints,
    rule_for,
    rules,
)

OURS = ("stores", "catalog", "commerce", "platform_site")


def query(sql: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.fetchall()


def tables() -> set[str]:
    return {
        name
        for (name,) in query(
            "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p')"
            " AND c.relnamespace = current_schema()::regnamespace"
        )
    }


def structure_problems() -> list[str]:
    """Everything that is wrong with the tables of this database; empty if isolation holds."""
    present = tables()
    problems = [f"{table}: not classified" for table in sorted(present - set(rules()))]
    for table in sorted(present & set(rules())):
        rule = rules()[table]
        problems += [f"{table}: {problem}" for problem in table_problems(rule)]
    for model, rule in model_rules().items():
        if rule.has_store and rule.column == "store_id":
            problems += [f"{rule.table}: {problem}" for problem in key_problems(model)]
    return [*problems, *constraint_problems(), *trigger_problems()]


def table_problems(rule: TableRule) -> Iterator[str]:
    ((enabled, forced),) = query(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
        f'"{rule.table}"',
    )
    if not enabled:
        yield "row-level security is off"
    if not forced:
        yield "row-level security is not forced on the owner"
    found, wanted = policies_of(rule.table), reference_policies(rule)
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            yield f"policy {name} is {found.get(name)} and not {wanted.get(name)}"
    if rule.has_store:
        yield from column_problems(rule)


def column_problems(rule: TableRule) -> Iterator[str]:
    column = query(
        "SELECT a.attnotnull, pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a"
        " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
        " WHERE a.attrelid = %s::regclass AND a.attname = %s AND NOT a.attisdropped",
        f'"{rule.table}"',
        rule.column,
    )
    if not column:
        yield f"has no column {rule.column}"
        return
    ((not_null, default),) = column
    if not not_null:
        yield f"{rule.column} may be NULL"
    if has_owner_default(rule) and default != reference_default():
        yield f"the default of store_id is {default}"
    if not any(columns[0] == rule.column for columns in indexes(rule.table)):
        yield f"no index begins with {rule.column}"


def has_owner_default(rule: TableRule) -> bool:
    """All but a store itself and its counter, which are made with the store's number."""
    return rule.has_store and rule.column == "store_id" and rule.table != "stores_storegeneration"


@cache
def reference_default() -> str:
    """The default as PostgreSQL writes it back."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE galleria_reference (store_id bigint DEFAULT {OWNER_DEFAULT})")
        ((default,),) = query(
            "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef"
            " WHERE adrelid = 'galleria_reference'::regclass"
        )
        cursor.execute("DROP TABLE galleria_reference")
    return default


def policies_of(table: str) -> dict[str, tuple]:
    """Name → what it does, without the name of its table."""
    return {
        name: tuple(str(part).replace(table, "TABLE") for part in parts)
        for name, *parts in query(
            "SELECT polname, polcmd, polpermissive, polroles,"
            " pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)"
            " FROM pg_policy WHERE polrelid = %s::regclass",
            f'"{table}"',
        )
    }


_references: dict[tuple[Kind, str, bool], dict[str, tuple]] = {}


def reference_policies(rule: TableRule) -> dict[str, tuple]:
    """The policies a table with this rule gets, made on a table of the same shape and dropped.

    The names of tables that policies depend on stay as they are: users, memberships and domains
    have policies of their own."""
    own = {"stores_user", "stores_membership", *GIVEN_BY_PLATFORM}
    special = rule.table if rule.table in own else ""
    key = (rule.kind, f"{rule.column} {special}", rule.ours)
    if key not in _references:
        reference = "galleria_reference"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE TABLE "{reference}" (LIKE "{rule.table}")')
            for statement in secure_table_sql(rule):
                if statement.startswith("DO "):
                    continue  # It drops what was there before.
                cursor.execute(
                    statement.replace(f'"{rule.table}"', f'"{reference}"').replace(
                        f'{rule.table}."', f'{reference}."'
                    )
                )
            _references[key] = policies_of(reference)
            cursor.execute(f'DROP TABLE "{reference}"')
    return _references[key]


def indexes(table: str) -> list[list[str]]:
    """The columns of each valid, unconditional index, in order."""
    return [
        columns
        for (columns,) in query(
            "SELECT ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k(n, o)"
            "  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n ORDER BY k.o)"
            " FROM pg_index i WHERE i.indrelid = %s::regclass AND i.indisvalid"
            " AND i.indpred IS NULL",
            f'"{table}"',
        )
        if columns
    ]


def constraints(table: str) -> list[tuple[str, list[str], str, list[str]]]:
    """(kind, columns, other table, its columns) of unique, primary and foreign keys in force."""
    return query(
        "SELECT c.contype::text,"
        " ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, o)"
        "  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.o),"
        " coalesce(f.relname::text, ''),"
        " ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(n, o)"
        "  JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.o)"
        " FROM pg_constraint c LEFT JOIN pg_class f ON f.oid = c.confrelid"
        " WHERE c.conrelid = %s::regclass AND c.contype IN ('u', 'p', 'f') AND c.convalidated",
        f'"{table}"',
    )


def key_problems(model: type[models.Model]) -> Iterator[str]:
    """``UNIQUE (store_id, id)``, and a composite key beside each key to a model with a store."""
    table, primary = model._meta.db_table, model._meta.pk.column
    found = constraints(table)
    if primary != "store_id" and not any(
        kind in "up" and columns == ["store_id", primary] for kind, columns, *_ in found
    ):
        yield f"no UNIQUE (store_id, {primary})"
    for column, target in isolated_foreign_keys(model):
        wanted = (["store_id", column], target._meta.db_table, ["store_id", target._meta.pk.column])
        if not any(kind == "f" and tuple(rest) == wanted for kind, *rest in found):
            yield f"no composite key for {column} → {target._meta.db_table}"

    if not rule_for(table).platform_rows and not query(
        "SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
        " AND convalidated AND pg_get_constraintdef(oid) = 'CHECK ((store_id > 0))'",
        f'"{table}"',
    ):
        yield "the platform may own rows"


def constraint_problems() -> Iterator[str]:
    """What is asked of packages' tables beyond what they bring themselves."""
    found = {
        (table, name): definition
        for table, name, definition in query(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE convalidated"
        )
    }
    for (table, name), wanted in required_constraints().items():
        if found.get((table, name)) != wanted:
            yield f"{table}: {name} is {found.get((table, name))} and not {wanted}"


def triggers() -> dict[tuple[str, str], str]:
    """(table, name) → definition with the text of its function, of those that are enabled."""
    return {
        (table, name): definition
        for table, name, definition in query(
            "SELECT t.tgrelid::regclass::text, t.tgname,"
            " pg_get_triggerdef(t.oid) || pg_get_functiondef(t.tgfoid)"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
            " AND c.relnamespace = current_schema()::regnamespace"
        )
    }


def trigger_problems() -> Iterator[str]:
    """Migrations make triggers, so what there must be is what the migrations say."""
    found = triggers()
    for table, name in sorted(declared_triggers() - found.keys()):
        yield f"{table}: trigger {name} is missing"
    for table, name in sorted(found.keys() - declared_triggers()):
        yield f"{table}: trigger {name} is in no migration"


@cache
def declared_triggers() -> frozenset[tuple[str, str]]:
    declared = set()
    for migration in MigrationLoader(connection).disk_migrations.values():
        for operation in migration.operations:
            if isinstance(operation, AuditModel):
                table = apps.get_model(migration.app_label, operation.model)._meta.db_table
                declared.add((table, TRIGGER))
            elif isinstance(operation, RunSQL) and isinstance(operation.sql, str):
                declared |= {
                    (table.strip('"'), name)
                    for name, table in CREATE_TRIGGER.findall(operation.sql)
                }
    return frozenset(declared)


CREATE_TRIGGER = re.compile(r"CREATE (?:OR REPLACE )?TRIGGER (\w+) .*? ON (\S+)", re.DOTALL)


def isolated_foreign_keys(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """(column, target) of each key to a model of ours whose rows have a store."""
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey) or field.column == "store_id":
            continue
        rule = rule_for(field.remote_field.model._meta.db_table)
        if rule and rule.ours and rule.has_store and rule.column == "store_id":
            yield field.column, field.remote_field.model


def our_models() -> Iterable[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS and model._meta.managed and not model._meta.proxy
    ]
