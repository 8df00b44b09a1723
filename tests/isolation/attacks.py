"""Attacks in raw SQL, past every filter of the application; each returns what succeeded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager

from django.db import DatabaseError, connection, transaction

from stores.isolation.registry import Kind, TableRule, required_constraints, rules
from stores.scope import no_scope, owner_id, platform_scope, store_scope
from tests.isolation.furnish import Two
from tests.isolation.structure import isolated_foreign_keys, our_models, tables

# These hold what a visitor of the store can see anyway, for all to read (stores.isolation).
PUBLIC = {"catalog_productindex"}


class Undo(Exception):
    pass


def attempt(sql: str, *parameters: object) -> int | str:
    """The rows it touched, or the error; the deferred keys are checked, and all is undone."""
    outcome: int | str = 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            outcome = cursor.rowcount
            if outcome:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            raise Undo
    except Undo:
        return outcome
    except DatabaseError as error:
        return str(error)


def count(sql: str, *parameters: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.fetchone()[0]


def seen_without_scope() -> list[str]:
    """Tables that show rows to somebody who never entered a scope."""
    with no_scope():
        return [
            f"{table} shows rows with no scope"
            for table in sorted(tables() - PUBLIC)
            if count(f'SELECT count(*) FROM "{table}"')
        ]


def seen_of_theirs(two: Two) -> list[str]:
    problems = []
    with store_scope(two.mine.store):
        for rule in owned_tables():
            seen = f'SELECT count(*) FROM "{rule.table}" WHERE "{rule.column}" = %s'
            if rule.table not in PUBLIC and count(seen, two.theirs.store.pk):
                problems.append(f"{rule.table} shows rows of another store")
            if not count(seen, two.mine.store.pk):
                problems.append(f"{rule.table} does not show the store's own rows")
        texts = f"%{two.theirs.secret}%"
        for table in sorted(tables() - PUBLIC):
            if count(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', texts):
                problems.append(f"{table} shows texts of another store")
    return problems


def owned_tables() -> list[TableRule]:
    return [rule for table, rule in sorted(rules().items()) if rule.has_store and table in tables()]


def written_of_theirs(two: Two) -> list[str]:
    """Rows of the other store changed, taken, given or deleted, from each scope but its own."""
    scopes: dict[str, AbstractContextManager] = {
        "another store": store_scope(two.mine.store),
        "the control host": store_scope(0),
        "no scope": no_scope(),
    }
    problems = []
    for name, scope in scopes.items():
        with scope:
            for rule in owned_tables():
                problems += [f"{problem} from {name}" for problem in writes(rule, two)]
    return problems


def writes(rule: TableRule, two: Two) -> Iterator[str]:
    table, column = f'"{rule.table}"', f'"{rule.column}"'
    mine, theirs = two.mine.store.pk, two.theirs.store.pk
    own = -1 if owner_id() is None else owner_id()
    for verb, sql in {
        "taken": f"UPDATE {table} SET {column} = {mine} WHERE {column} = {theirs}",
        "changed": f"UPDATE {table} SET {column} = {column} WHERE {column} = {theirs}",
        "deleted": f"DELETE FROM {table} WHERE {column} = {theirs}",
        "changed with all": f"UPDATE {table} SET {column} = {column} WHERE {column} <> {own}",
    }.items():
        if (outcome := attempt(sql)) != 0 and not refused(outcome):
            yield f"{rule.table} {verb}: {outcome}"
    given = attempt(f"UPDATE {table} SET {column} = {theirs} WHERE {column} = {mine}")
    if given != 0 and not refused(given):
        yield f"{rule.table} given away: {given}"


def planted_for_them(two: Two) -> list[str]:
    """Copies of own rows that say they are the other store's, by INSERT."""
    problems = []
    with store_scope(two.mine.store):
        for rule in owned_tables():
            table, column = f'"{rule.table}"', rule.column
            outcome = attempt(
                f"INSERT INTO {table} SELECT (jsonb_populate_record(t,"
                f" jsonb_build_object('{column}', {two.theirs.store.pk}))).*"
                f' FROM {table} t WHERE t."{column}" = {two.mine.store.pk} LIMIT 1'
            )
            if not refused(outcome):
                problems.append(f"{rule.table} planted: {outcome}")
    return problems


def refused(outcome: int | str) -> bool:
    """By the policy itself, and not by some other constraint that another row would pass."""
    return isinstance(outcome, str) and any(
        refusal in outcome for refusal in ("row-level security policy", "append-only")
    )


def keys_across_stores(two: Two) -> list[str]:
    """Own rows made to point at the other store's, by a guessed number."""
    problems = []
    with store_scope(two.mine.store):
        for model in our_models():
            for column, target in isolated_foreign_keys(model):
                table, key = model._meta.db_table, target._meta.pk.column
                with platform_scope():
                    guessed = count(
                        f'SELECT min("{key}") FROM "{target._meta.db_table}" WHERE store_id = %s',
                        two.theirs.store.pk,
                    )
                outcome = attempt(
                    f'UPDATE "{table}" SET "{column}" = %s WHERE ctid = (SELECT ctid FROM'
                    f' "{table}" WHERE store_id = %s LIMIT 1)',
                    guessed,
                    two.mine.store.pk,
                )
                # A one-to-one key to a row that is taken over there is refused before that.
                if not any(why in str(outcome) for why in ("foreign key", "unique")):
                    problems.append(f"{table}.{column} points across stores: {outcome}")
        problems += packages_keys_across_stores(two)
    return problems


def packages_keys() -> Iterator[tuple[str, str, str]]:
    """(table, column, target) of the composite keys that packages' tables were given."""
    for (table, _name), definition in required_constraints().items():
        if found := re.match(r"FOREIGN KEY \(store_id, (\w+)\) REFERENCES (\w+)", definition):
            yield table, found[1], found[2]


def packages_keys_across_stores(two: Two) -> Iterator[str]:
    for table, column, target in packages_keys():
        with platform_scope():
            guessed = count(
                f'SELECT min(id) FROM "{target}" WHERE store_id = %s', two.theirs.store.pk
            )
        for value in (guessed, None) if column == "site_id" else (guessed,):
            outcome = attempt(
                f'UPDATE "{table}" SET "{column}" = %s WHERE store_id = %s',
                value,
                two.mine.store.pk,
            )
            if not any(why in str(outcome) for why in ("foreign key", "unique", "check")):
                yield f"{table}.{column} = {value}: {outcome}"


def platform_rows_written(two: Two) -> list[str]:
    """What the platform owns and all can read, or only it can see, written from a store."""
    problems = []
    with store_scope(two.mine.store):
        for table, rule in sorted(rules().items()):
            if rule.kind not in (Kind.SHARED, Kind.PLATFORM) or table not in tables():
                continue
            for sql in (f'DELETE FROM "{table}"', touch(table)):
                if (outcome := attempt(sql)) != 0 and not refused(outcome):
                    problems.append(f"{table} written by a store: {outcome}")
    return problems


def touch(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1",
            [f'"{table}"'],
        )
        (column,) = cursor.fetchone()
    return f'UPDATE "{table}" SET "{column}" = "{column}"'


def people_reached(two: Two) -> list[str]:
    """People of the other store seen, changed, made members of this one; own rights raised."""
    stranger = two.theirs.store.memberships.get().user_id
    me = two.mine.store.memberships.first().user_id
    mine = two.mine.store.pk
    group = "(SELECT min(id) FROM auth_group)"
    expected = {
        f"SELECT 1 FROM stores_user WHERE id = {stranger}": 0,
        f"UPDATE stores_user SET first_name = 'x' WHERE id = {stranger}": 0,
        f"UPDATE stores_user SET password = 'x' WHERE id <> {me}": 0,
        f"DELETE FROM stores_user WHERE id IN ({me}, {stranger})": 0,
        f"UPDATE stores_membership SET group_id = {group}": 0,
        f"DELETE FROM stores_membership WHERE store_id = {mine}": 0,
        f"UPDATE stores_membership SET user_id = {stranger}": 0,
        f"UPDATE wagtailusers_userprofile SET dismissibles = '{{}}' WHERE user_id = {stranger}": 0,
    }
    refusals = [
        f"INSERT INTO stores_membership (store_id, user_id, group_id, created_at)"
        f" VALUES ({mine}, {stranger}, {group}, now())",
        f"INSERT INTO stores_membership (store_id, user_id, group_id, created_at)"
        f" VALUES ({mine}, {me}, (SELECT id FROM auth_group WHERE name = 'Operator'), now())",
        "INSERT INTO stores_user (password, is_superuser, email, first_name, last_name, is_active,"
        " date_joined) VALUES ('', false, 'new@planted.example', '', '', true, now())",
        f"INSERT INTO wagtailusers_userprofile SELECT (jsonb_populate_record(p,"
        f" jsonb_build_object('user_id', {stranger}))).* FROM (SELECT NULL::"
        f"wagtailusers_userprofile) n (p)",
    ]
    with store_scope(two.mine.store):
        problems = [
            f"{sql}: {outcome}"
            for sql, wanted in expected.items()
            if (outcome := attempt(sql)) != wanted and not refused(outcome)
        ]
        return problems + [
            f"{sql}: {outcome}" for sql in refusals if not refused(outcome := attempt(sql))
        ]


def standing_changed(two: Two) -> list[str]:
    """What a store is on the platform, changed by itself: its plan, status, addresses, ..."""
    mine = two.mine.store.pk
    one = f"WHERE id = {mine}"
    attacks = [
        *(
            f"UPDATE stores_store SET {change} {one}"
            for change in (
                "plan_id = (SELECT id FROM stores_plan WHERE code = 'pro')",
                "plan_id = NULL",
                "status = 'suspended'",
                "status_note = 'x'",
                "status_message = 'x'",
                "status_until = now()",
                "status_changed_at = now()",
                "opened_at = now()",
                "erase_at = now()",
                "in_maintenance = true",
                "maintenance_message = 'x'",
                "plan_since = now()",
                "trial_ends_at = now() + '1 year'",
                """overrides = '{"reports": {"value": true}}'""",
                "is_template = true",
                "slug = 'planted'",
                "site_id = NULL",
                "currency = 'JPY'",
                "is_test_mode = NOT is_test_mode",
                f"id = {mine + 1_000_000}",
            )
        ),
        f"DELETE FROM stores_store {one}",
        "INSERT INTO stores_domain (store_id, hostname, is_primary, kind)"
        f" VALUES ({mine}, 'planted.example', false, 'custom')",
        f"UPDATE stores_domain SET hostname = 'planted.example' WHERE store_id = {mine}",
        f"UPDATE stores_domain SET verified_at = now() WHERE store_id = {mine}",
        f"DELETE FROM stores_domain WHERE store_id = {mine}",
    ]
    problems = []
    for scope in (store_scope(mine), store_scope(0), no_scope()):
        with scope:
            for sql in attacks:
                outcome = attempt(sql)
                if not (outcome == 0 or refused(outcome) or "only the platform" in str(outcome)):
                    problems.append(f"{sql}: {outcome}")
    with store_scope(mine):
        if attempt(f"UPDATE stores_store SET tagline = 'Mine', language = 'de' {one}") != 1:
            problems.append("a store cannot write what it says of itself")
    return problems
