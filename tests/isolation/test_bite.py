"""The suite bites: whatever one piece of the isolation is taken away, a check of it reports it.

Structure is read from PostgreSQL's catalogue, so every policy, default, index and key can be
dropped in its turn; behaviour is tried on one of each kind. All of it is rolled back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from stores.isolation.registry import Kind, model_rules, required_constraints, rules
from stores.scope import PLATFORM, enter
from tests.conftest import client_on
from tests.isolation import attacks, audit
from tests.isolation.crawl import Crawler
from tests.isolation.furnish import Two
from tests.isolation.structure import (
    constraint_problems,
    has_owner_default,
    isolated_foreign_keys,
    key_problems,
    policies_of,
    query,
    reference_policies,
    structure_problems,
    table_problems,
    tables,
    trigger_problems,
    triggers,
)


@contextmanager
def broken(*statements: str):
    """The database with ``statements`` done to it."""
    savepoint = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


def test_nothing_is_reported_while_nothing_is_broken(two):
    assert structure_problems() == []


def test_each_piece_of_each_table_is_missed(two):
    """Row-level security off, not forced, each policy dropped or opened, default, index."""
    unnoticed = []
    for rule in (rule for table, rule in sorted(rules().items()) if table in tables()):
        reference_policies(rule)
        table = f'"{rule.table}"'
        ways = [
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY also ON {table} USING (true)",
        ]
        for name, (command, *_rest) in policies_of(rule.table).items():
            ways.append(f"DROP POLICY {name} ON {table}")
            if command != "a" and rule.kind is not Kind.PUBLIC:
                ways.append(f"ALTER POLICY {name} ON {table} USING (true)")
            if command in "a*w":
                ways.append(f"ALTER POLICY {name} ON {table} WITH CHECK (true)")
        if has_owner_default(rule):
            ways.append(f"ALTER TABLE {table} ALTER COLUMN store_id DROP DEFAULT")
            ways.append(f"ALTER TABLE {table} ALTER COLUMN store_id SET DEFAULT 1")
        for way in ways:
            with broken(way):
                if not list(table_problems(rule)):
                    unnoticed.append(way)
    assert unnoticed == []


def test_each_composite_key_is_missed(two):
    dropped = 0
    for model in model_rules():
        table = model._meta.db_table
        keys = query(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"
            " AND cardinality(conkey) = 2",
            f'"{table}"',
        )
        assert len(keys) == len(list(isolated_foreign_keys(model))) or table == "stores_store"
        for (name,) in keys:
            with broken(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'):
                assert list(key_problems(model)), name
                dropped += 1
    assert dropped >= 30


def test_each_constraint_of_a_packages_table_is_missed(two):
    assert list(constraint_problems()) == []
    unnoticed = []
    for table, name in required_constraints():
        with broken(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}" CASCADE'):
            if not list(constraint_problems()):
                unnoticed.append(name)
    assert unnoticed == []
    assert len(required_constraints()) >= 10


def test_each_trigger_is_missed(two):
    """Gone, or switched off."""
    unnoticed = []
    for table, name in triggers():
        for way in (f"DROP TRIGGER {name} ON {table}",
                    f"ALTER TABLE {table} DISABLE TRIGGER {name}"):  # fmt: skip
            with broken(way):
                if not list(trigger_problems()):
                    unnoticed.append(way)
    assert unnoticed == []
    assert len(triggers()) >= 8


def test_a_change_that_is_not_written_down_is_missed(two):
    """Each trigger of the audit log in its turn."""
    assert audit.changes_not_written_down() == []
    for table in audit.audited():
        with broken(f'DROP TRIGGER galleria_audit ON "{table}"'):
            assert audit.changes_not_written_down([table]) == [table]


Check = Callable[[Two], list[str]]


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("ALTER TABLE catalog_product DISABLE ROW LEVEL SECURITY", attacks.seen_of_theirs),
        ("ALTER TABLE catalog_product NO FORCE ROW LEVEL SECURITY", attacks.seen_of_theirs),
        ("ALTER POLICY galleria_store ON catalog_product USING (true)", attacks.seen_of_theirs),
        (
            "ALTER POLICY galleria_store ON catalog_product WITH CHECK (true)",
            attacks.planted_for_them,
        ),
        (
            "ALTER POLICY galleria_store ON wagtailcore_revision USING (true)",
            attacks.seen_of_theirs,
        ),
        ("ALTER POLICY galleria_store ON stores_session USING (true)", attacks.written_of_theirs),
        ("ALTER POLICY galleria_store ON stores_basepage USING (true)", attacks.seen_of_theirs),
        (
            "ALTER POLICY galleria_root ON stores_basepage USING (store_id = 0)",
            lambda two: attacks.seen_without_scope(),
        ),
        ("ALTER POLICY galleria_people ON stores_user USING (true)", attacks.people_reached),
        ("ALTER POLICY galleria_people_insert ON stores_user WITH CHECK (true)",
         attacks.people_reached),
        (
            "ALTER POLICY galleria_store_insert ON stores_membership WITH CHECK (true)",
            attacks.people_reached,
        ),
        (
            "ALTER POLICY galleria_store_delete ON stores_membership USING (true)",
            attacks.people_reached,
        ),
        ("DROP TRIGGER galleria_kept ON stores_auditentry", audit.audit_log_changed),
        ("DROP TRIGGER galleria_kept_whole ON stores_auditentry", audit.audit_log_changed),
        (
            "ALTER TABLE wagtailredirects_redirect DROP CONSTRAINT redirect_has_site",
            attacks.keys_across_stores,
        ),
        (
            "ALTER TABLE wagtailredirects_redirect DROP CONSTRAINT redirect_page_in_store",
            attacks.keys_across_stores,
        ),
        (
            "ALTER TABLE wagtailcore_comment DROP CONSTRAINT comment_page_in_store",
            attacks.keys_across_stores,
        ),
        ("DROP TRIGGER galleria_standing ON stores_store", attacks.standing_changed),
        (
            "ALTER POLICY galleria_store_insert ON stores_domain WITH CHECK (true)",
            attacks.standing_changed,
        ),
        (
            "ALTER POLICY galleria_store_delete ON stores_domain USING (true)",
            attacks.standing_changed,
        ),
        ("ALTER POLICY galleria_write ON auth_group USING (true)", attacks.platform_rows_written),
        (
            "ALTER POLICY galleria_read ON auth_group USING (true)",
            lambda two: attacks.seen_without_scope(),
        ),
        (
            "ALTER POLICY galleria_public_delete ON catalog_productindex USING (true)",
            attacks.written_of_theirs,
        ),
        (
            "ALTER POLICY galleria_public_insert ON catalog_productindex WITH CHECK (true)",
            attacks.planted_for_them,
        ),
        (
            "ALTER TABLE catalog_variant DROP CONSTRAINT catalog_variant_product_id_in_store",
            attacks.keys_across_stores,
        ),
    ],
)  # fmt: skip
def test_an_attack_succeeds_once_a_piece_is_missing(two, statement, check):
    assert check(two) == []
    with broken(statement):
        assert check(two) != []


def some_addresses(two: Two) -> list[str]:
    """A small crawl, signed in as an owner."""
    from stores.roles import Role

    crawler = Crawler(two, client_on(two.mine.host, two.staff(Role.OWNER)))
    first = two.theirs.base + 1
    for path in ("/", "/admin/", f"/admin/images/{first}/", f"/admin/pages/{first}/edit/",
                 "/products/", f"/products/{crawler.things.slug}/", "/admin/images/"):  # fmt: skip
        crawler.send("GET", path)
    return crawler.problems


def test_a_middleware_that_enters_no_store_is_missed(two, monkeypatch):
    assert some_addresses(two) == []
    monkeypatch.setattr("stores.middleware.enter", lambda scope: enter(PLATFORM))
    assert some_addresses(two) != []
