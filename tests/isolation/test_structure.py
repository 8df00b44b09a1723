"""Every table is classified, and has in the database what its class asks for."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, models

from catalog.selectors.listing import find_products
from stores.isolation.checks import role_cannot_bypass_isolation
from stores.isolation.operations import IsolateModel
from stores.isolation.registry import Kind, model_rules, rule_for, rules
from stores.isolation.synchronise import synchronise
from stores.scope import store_scope
from tests.isolation import structure

pytestmark = pytest.mark.django_db


def test_every_table_is_classified_and_secured_as_its_class_asks():
    assert structure.structure_problems() == []


def test_every_model_of_ours_is_classified_by_its_own_declaration():
    """Also the tables Django makes by itself, for many-to-many fields and inheritance."""
    missing = [
        model._meta.label
        for model in structure.our_models()
        if not (rule := rule_for(model._meta.db_table))
        or not (rule.ours or rule.kind is Kind.PLATFORM)
    ]
    assert missing == []


def test_what_the_registry_says_of_a_model_is_what_its_migration_did():
    """``@isolate`` and ``IsolateModel`` are written apart; a difference would be a hole."""
    from django.db.migrations.loader import MigrationLoader

    done = {
        (app_label, operation.name.lower()): (
            operation.kind,
            operation.column,
            operation.platform_rows,
        )
        for (app_label, _name), migration in MigrationLoader(connection).disk_migrations.items()
        for operation in migration.operations
        if isinstance(operation, IsolateModel)
    }
    declared = {
        (model._meta.app_label, model._meta.model_name): (
            rule.kind.value,
            rule.column,
            rule.platform_rows,
        )
        for model, rule in model_rules().items()
    }
    assert done == declared


def test_every_function_of_the_database_knows_its_schema():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, current_schema(), array_to_string(proconfig, ' ') FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'galleria%'"
        )
        found = cursor.fetchall()
    assert len(found) >= 4
    for name, schema, settings in found:
        assert settings == f"search_path={schema}, pg_temp", name


def test_all_store_owned_models_have_been_looked_at():
    """The tests above would pass with an empty registry, so name what must be in it."""
    owned = {rule.table for rule in model_rules().values() if rule.kind in (Kind.STORE, Kind.TREE)}
    assert {
        "stores_basepage", "stores_homepage", "stores_contentpage", "stores_image",
        "stores_domain", "stores_membership", "stores_session", "catalog_product",
        "catalog_variant", "catalog_stockitem", "commerce_cart", "commerce_order",
        "commerce_payment",
    } <= owned  # fmt: skip
    assert {"wagtailredirects_redirect", "wagtailcore_revision", "wagtailcore_uploadedfile"} <= {
        table for table, rule in rules().items() if rule.kind is Kind.STORE and not rule.ours
    }
    assert [table for table, rule in rules().items() if rule.kind is Kind.PUBLIC] == [
        "catalog_productindex"
    ]


def test_the_role_of_the_application_is_bound_by_the_policies():
    assert structure.query(
        "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ) == [(False, False)]
    assert role_cannot_bypass_isolation() == []


def test_the_step_after_migrate_finds_nothing_to_do_the_second_time():
    assert synchronise(connection) == []


@pytest.mark.parametrize(
    "table", ["wagtailcore_revision", "catalog_product", "catalog_productindex"]
)
def test_the_step_after_migrate_brings_a_changed_policy_back(table):
    name = sorted(structure.policies_of(table))[0]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP POLICY {name} ON "{table}"')
        cursor.execute(f'CREATE POLICY {name} ON "{table}" USING (true)')

    assert synchronise(connection) == [table]

    assert structure.structure_problems() == []


def test_isolating_a_model_again_changes_nothing():
    """A later migration repeats ``IsolateModel`` after a foreign key was added."""
    from django.apps import apps

    from stores.isolation.operations import isolate_model_sql

    before = structure.constraints("catalog_variant"), structure.policies_of("catalog_variant")
    with connection.cursor() as cursor:
        for statement in isolate_model_sql(
            apps.get_model("catalog.Variant"), rule_for("catalog_variant")
        ):
            cursor.execute(statement)
    after = structure.constraints("catalog_variant"), structure.policies_of("catalog_variant")
    assert after == before


def test_a_model_whose_migration_lacks_the_operation_is_reported():
    with connection.cursor() as cursor:
        cursor.execute(
            'CREATE TABLE "catalog_forgotten" (id bigint PRIMARY KEY, store_id bigint NOT NULL,'
            " product_id bigint REFERENCES catalog_product (id))"
        )
    from stores.isolation import registry

    registry._rules["catalog_forgotten"] = registry.TableRule(
        "catalog_forgotten", Kind.STORE, ours=True
    )
    try:
        synchronise(connection)
        problems = [p for p in structure.structure_problems() if p.startswith("catalog_forgotten")]
    finally:
        del registry._rules["catalog_forgotten"]
    assert any("row-level security is off" in problem for problem in problems)
    assert any("the default of store_id" in problem for problem in problems)
    assert any("no index begins with store_id" in problem for problem in problems)


def test_the_operation_reads_all_foreign_keys_of_the_model():
    """No key of ours between two isolated models is left without its composite one."""
    expected = {
        (model._meta.db_table, field.column)
        for model in structure.our_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.column != "store_id"
        and (rule := rule_for(model._meta.db_table)).has_store
        and rule.column == "store_id"
        and (target := rule_for(field.remote_field.model._meta.db_table)).ours
        and target.has_store
        and target.column == "store_id"
    }
    found = {
        (model._meta.db_table, columns[1])
        for model in structure.our_models()
        for kind, columns, *_ in structure.constraints(model._meta.db_table)
        if kind == "f" and len(columns) == 2
    }
    assert found == expected
    assert len(expected) >= 30


def test_the_policies_of_the_read_model_leave_its_indexes_usable(store):
    """Under row-level security only leakproof conditions use an index, unless the policy is
    constant: reading a public table is allowed by ``true``, writing by the store in scope."""
    rows = (
        "INSERT INTO catalog_productindex (store_id, product_id, language, ordinal, name, tokens,"
        " category_ids, price_min, price_max, is_available, is_on_sale, popularity)"
        " SELECT %s, -n, 'en', n, 'n' || n, '{}', ARRAY[n], 1, 1, true, false, 0"
        " FROM generate_series(1, 3000) n"
    )
    with store_scope(store), connection.cursor() as cursor:
        cursor.execute(rows, [store.pk])
        cursor.execute("ANALYZE catalog_productindex")
        plan = find_products(store, category_id=77).explain()
        cursor.execute("DELETE FROM catalog_productindex WHERE product_id < 0")
    assert "product_index_categories" in plan
    assert re.search(r"Index Cond: .*@>", plan), plan


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
