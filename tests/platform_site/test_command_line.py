"""What rebuilds an index writes each store's rows in its scope."""

import pytest
from django.core.management import call_command
from django.db import connection

from platform_site import command_line
from stores.models import AuditEntry, BasePage, Store
from stores.scope import store_scope
from tests.factories import make_product


@pytest.fixture(autouse=True)
def run_here(monkeypatch, settings):
    """In this process and its transaction, which the command line would close behind it."""
    settings.EMBEDDED_POSTGRES = False
    monkeypatch.setattr(
        command_line, "execute_from_command_line", lambda argv: call_command(argv[1], verbosity=0)
    )


def owners(table: str) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT store_id, count(*) FROM {table} GROUP BY store_id")
        return dict(cursor.fetchall())


@pytest.fixture
def stocked(store, other_store):
    for one in (store, other_store):
        with store_scope(one):
            make_product(one, image=True)
    return {store.pk, other_store.pk}


@pytest.mark.parametrize(
    ("command", "table"),
    [
        ("update_index", "wagtailsearch_indexentry"),
        ("rebuild_references_index", "wagtailcore_referenceindex"),
    ],
)
def test_an_index_is_rebuilt_in_the_scope_of_each_store(stocked, settings, command, table):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
    call_command(command, verbosity=0)  # In the platform's scope: the rows are its own.
    assert 0 in owners(table)

    command_line.run(["manage.py", command], settings)

    assert set(owners(table)) == stocked
    before = owners(table)
    command_line.run(["manage.py", command], settings)
    assert owners(table) == before


def test_one_store_can_be_named(store, other_store, stocked, settings):
    command_line.run(["manage.py", "rebuild_references_index", "--store", store.slug], settings)
    command_line.run(["manage.py", "update_index", f"--store={store.slug}"], settings)
    with store_scope(store):
        root = BasePage.objects.get(depth=1)
        assert root not in BasePage.get_indexed_objects()
    assert store.pk in owners("wagtailsearch_indexentry")


@pytest.mark.parametrize(
    ("command", "kind", "name"),
    [("shell", "command", "shell"), ("run_worker", "system", "")],
)
def test_the_audit_log_names_the_command(store, settings, monkeypatch, command, kind, name):
    monkeypatch.setattr(
        command_line,
        "execute_from_command_line",
        lambda argv: Store.objects.filter(pk=store.pk).update(name="Alpha & Sons"),
    )
    command_line.run(["manage.py", command], settings)
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.action, entry.actor_kind, entry.actor_name) == ("store.changed", kind, name)
