"""The step after ``migrate``: third parties' tables get their store and their policies, and
policies of any table follow what the code says now.

Reads what the database has first and alters only what differs, so that it costs a few
catalogue queries on an up-to-date database and takes no locks.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from stores.isolation.policies import (
    fingerprint,
    policies,
    secure_table_sql,
    store_column_sql,
)
from stores.isolation.registry import TableRule, required_constraints, rules

# Materialised views and foreign tables have rows and know no policies: they are nothing that could
# be classified. (An ordinary view shows what the policies of its tables let through.)
SECURED_SQL = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
       ARRAY(SELECT p.polname || ' ' || coalesce(obj_description(p.oid, 'pg_policy'), '')
             FROM pg_policy p WHERE p.polrelid = c.oid),
       ARRAY(SELECT a.attname::text FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'm', 'f')
"""


CONSTRAINTS_SQL = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND convalidated
"""


def synchronise(connection: BaseDatabaseWrapper) -> list[str]:
    """Secure every classified table that exists. Returns the tables changed.

    A model of ours whose migration lacks ``IsolateModel`` is left alone, for the test that
    walks all models to find."""
    with connection.cursor() as cursor:
        cursor.execute(SECURED_SQL)
        present = {
            name: (secured, found, columns) for name, secured, found, columns in cursor.fetchall()
        }
        changed = []
        for table, rule in rules().items():
            if table not in present:
                continue
            secured, found, columns = present[table]
            if is_in_order(rule, secured, found, columns) or (rule.ours and not found):
                continue
            if rule.has_store and not rule.ours:
                for statement in store_column_sql(rule):
                    cursor.execute(statement)
            for statement in secure_table_sql(rule):
                cursor.execute(statement)
            changed.append(table)
        for table in add_constraints(cursor, set(present)):
            if table not in changed:
                changed.append(table)
    return changed


def add_constraints(cursor: Any, present: set[str]) -> list[str]:
    """Makes the constraints required of third parties' tables. Returns the tables changed."""
    cursor.execute(CONSTRAINTS_SQL)
    found = {(table, name): definition for table, name, definition in cursor.fetchall()}
    changed = []
    for (table, name), wanted in required_constraints().items():
        if table not in present or found.get((table, name)) == wanted:
            continue
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"')
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {wanted}')
        changed.append(table)
    return changed


def is_in_order(rule: TableRule, secured: bool, found: list[str], columns: list[str]) -> bool:
    wanted = {f"{name} {fingerprint(body)}" for name, body in policies(rule).items()}
    return secured and set(found) == wanted and (not rule.has_store or rule.column in columns)


def unclassified_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables of the database that the registry does not know."""
    known = rules()
    with connection.cursor() as cursor:
        cursor.execute(SECURED_SQL)
        return sorted(row[0] for row in cursor.fetchall() if row[0] not in known)
