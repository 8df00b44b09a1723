"""The SQL of row-level security, one set of policies for each kind of table."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from stores.isolation.registry import Kind, TableRule

# Wrapped in a sub-select each setting is read once a statement, not once a row. A setting that
# was never set is NULL, one that was rolled back is '': both see nothing.
SEES_FROM = "(SELECT NULLIF(current_setting('galleria.sees_from', true), '')::bigint)"
SEES_TO = "(SELECT NULLIF(current_setting('galleria.sees_to', true), '')::bigint)"
OWNER_DEFAULT = "NULLIF(current_setting('galleria.store', true), '')::bigint"

IS_PLATFORM = f"{SEES_FROM} < {SEES_TO}"
IS_ANY = f"{SEES_FROM} <= {SEES_TO}"

USERS_TABLE = "stores_user"
MEMBERSHIP_TABLE = "stores_membership"
# A host name decides whose requests a store answers, an invitation who joins it, a support access
# which operator may come in: services give and take them.
GIVEN_BY_PLATFORM = frozenset(
    {"stores_domain", "stores_invitation", "stores_supportaccess", "stores_storeannouncement"}
)


def _sees(column: str) -> str:
    return f'"{column}" BETWEEN {SEES_FROM} AND {SEES_TO}'


def _knows_person(rule: TableRule) -> str:
    """The person is a member where we are, or the platform looks. Memberships are isolated."""
    return (
        f"{IS_PLATFORM} OR EXISTS (SELECT 1 FROM {MEMBERSHIP_TABLE} m"
        f' WHERE m.user_id = {rule.table}."{rule.column}")'
    )


def policies(rule: TableRule, columns: Collection[str] | None = None) -> dict[str, str]:
    """Name → what follows ``CREATE POLICY name ON table``. ``columns`` are those the table has
    so far, in a migration; by default all that its model has."""
    sees = _sees(rule.column)
    if rule.kind is Kind.PUBLIC:
        # A constant condition costs nothing and keeps every index usable (docs/architecture.md).
        return {
            "galleria_public": "FOR SELECT USING (true)",
            "galleria_public_change": f"FOR UPDATE USING ({sees}) WITH CHECK ({sees})",
            "galleria_public_delete": f"FOR DELETE USING ({sees})",
            "galleria_public_insert": f"FOR INSERT WITH CHECK ({sees})",
        }
    if rule.table == MEMBERSHIP_TABLE:
        # Who is a member is visible, so a store that could write memberships could pull in
        # any person by a guessed id, and its staff could raise themselves: services do it.
        made = f"{sees} AND {IS_PLATFORM}"
        found = {
            "galleria_store": f"FOR SELECT USING ({sees})",
            "galleria_store_change": f"FOR UPDATE USING ({made}) WITH CHECK ({made})",
            "galleria_store_delete": f"FOR DELETE USING ({made})",
            "galleria_store_insert": f"FOR INSERT WITH CHECK ({made})",
        }
        if columns is None or "expires_at" in columns:
            # What has expired is there for the platform alone; the person goes with it.
            lasts = f"expires_at IS NULL OR expires_at > statement_timestamp() OR {IS_PLATFORM}"
            found["galleria_term"] = f"AS RESTRICTIVE FOR SELECT USING ({lasts})"
        return found
    if rule.table in GIVEN_BY_PLATFORM:
        given = f"{sees} AND {IS_PLATFORM}"
        return {
            "galleria_store": f"FOR SELECT USING ({sees})",
            "galleria_store_change": f"FOR UPDATE USING ({given}) WITH CHECK ({given})",
            "galleria_store_delete": f"FOR DELETE USING ({given})",
            "galleria_store_insert": f"FOR INSERT WITH CHECK ({given})",
        }
    if rule.kind is Kind.STORE:
        return {"galleria_store": f"USING ({sees}) WITH CHECK ({sees})"}
    if rule.kind is Kind.TREE:
        return {
            "galleria_store": f"USING ({sees}) WITH CHECK ({sees})",
            "galleria_root": f'FOR SELECT USING ("{rule.column}" = 0 AND {IS_ANY})',
        }
    if rule.kind is Kind.SHARED:
        return {
            "galleria_read": f"FOR SELECT USING ({IS_ANY})",
            "galleria_write": f"USING ({IS_PLATFORM}) WITH CHECK ({IS_PLATFORM})",
        }
    if rule.kind is Kind.PLATFORM:
        return {"galleria_platform": f"USING ({IS_PLATFORM}) WITH CHECK ({IS_PLATFORM})"}
    knows = _knows_person(rule)
    if rule.table != USERS_TABLE:
        return {"galleria_people": f"USING ({knows}) WITH CHECK ({knows})"}
    # A store may see and update its people (a sign-in updates last_login), not make or delete them.
    return {
        "galleria_people": f"FOR SELECT USING ({knows})",
        "galleria_people_change": f"FOR UPDATE USING ({knows}) WITH CHECK ({knows})",
        "galleria_people_insert": f"FOR INSERT WITH CHECK ({IS_PLATFORM})",
        "galleria_people_delete": f"FOR DELETE USING ({IS_PLATFORM})",
    }


def secure_table_sql(rule: TableRule, columns: Collection[str] | None = None) -> list[str]:
    """Statements that bring a table's policies to what its rule says; safe to run again."""
    table = f'"{rule.table}"'
    statements = [
        f"DO $$ DECLARE p text; BEGIN FOR p IN SELECT policyname FROM pg_policies"
        f" WHERE schemaname = current_schema() AND tablename = '{rule.table}'"
        f" AND policyname LIKE 'galleria%' LOOP"
        f" EXECUTE format('DROP POLICY %I ON {table}', p); END LOOP; END $$"
    ]
    statements += [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ]
    for name, body in policies(rule, columns).items():
        statements.append(f"CREATE POLICY {name} ON {table} {body}")
        statements.append(f"COMMENT ON POLICY {name} ON {table} IS '{fingerprint(body)}'")
    return statements


def fingerprint(body: str) -> str:
    """Kept as the policy's comment: tells whether a policy is the one that the code means."""
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def store_column_sql(rule: TableRule) -> list[str]:
    """Statements that give a table without a store of its own one that follows the session."""
    table, column = f'"{rule.table}"', f'"{rule.column}"'
    return [
        f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} bigint NOT NULL DEFAULT 0",
        f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {OWNER_DEFAULT}",
        f'CREATE INDEX IF NOT EXISTS "{index_name(rule.table)}" ON {table} ({column})',
    ]


def index_name(table: str) -> str:
    return f"{table[:50]}_store_idx"
