"""The scope and the session follow each other, whatever happens to the connection."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import StreamingHttpResponse

from catalog.models import Category, Variant
from stores.models import Domain, Store
from stores.scope import (
    NONE,
    PLATFORM,
    PLATFORM_ID,
    ScopeError,
    current_scope,
    current_store_id,
    keep_scope,
    no_scope,
    owner_id,
    platform_scope,
    scope_of,
    store_scope,
)
from tests.factories import make_category


def session() -> tuple[str, str, str]:
    """What the database believes, asked on a cursor of the same connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('galleria.store', true),"
            " current_setting('galleria.sees_from', true),"
            " current_setting('galleria.sees_to', true)"
        )
        return cursor.fetchone()


def names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM catalog_category ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture
def shelves(store, other_store) -> tuple[Store, Store]:
    make_category(store, "Alpha shelf")
    make_category(other_store, "Beta shelf")
    return store, other_store


@pytest.mark.parametrize(
    ("scope", "key", "is_none", "is_platform"),
    [
        (NONE, "none", True, False),
        (PLATFORM, "all0", False, True),
        (scope_of(PLATFORM_ID), "0", False, False),
        (scope_of(1), "1", False, False),
        (scope_of(10), "10", False, False),
    ],
)
def test_what_each_scope_is(scope, key, is_none, is_platform):
    assert (scope.key, scope.is_none, scope.is_platform) == (key, is_none, is_platform)


def test_code_that_needs_a_store_says_so_without_one():
    for scope in (no_scope(), platform_scope(), store_scope(PLATFORM_ID)):
        with scope, pytest.raises(ScopeError):
            current_store_id()


def test_scopes_nest_and_come_back(shelves):
    store, other = shelves
    with store_scope(store):
        assert names() == ["Alpha shelf"]
        with store_scope(other):
            assert names() == ["Beta shelf"]
            with no_scope():
                assert names() == []
            with platform_scope():
                assert names() == ["Alpha shelf", "Beta shelf"]
            assert names() == ["Beta shelf"]
        assert names() == ["Alpha shelf"]


def test_an_exception_leaves_the_scope(shelves):
    store, other = shelves
    with store_scope(store):
        with suppress(ZeroDivisionError), store_scope(other):
            raise ZeroDivisionError
        assert names() == ["Alpha shelf"]


# Ownership


def test_new_rows_belong_to_the_store_in_scope(store, other_store):
    with store_scope(store):
        assert Category.objects.create(name="One", slug="one").store_id == store.pk
    with platform_scope(on_behalf_of=other_store):
        assert Category.objects.create(name="Two", slug="two").store_id == other_store.pk
        assert names() == ["One", "Two"]


def test_the_database_fills_the_owner_where_python_does_not(store):
    with store_scope(store), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_brand (name, slug) VALUES ('Raw', 'raw') RETURNING store_id"
        )
        assert cursor.fetchone() == (store.pk,)


@pytest.mark.parametrize("scope", [no_scope, platform_scope, lambda: store_scope(PLATFORM_ID)])
def test_neither_nobody_nor_the_platform_can_own_a_category(db, scope):
    with scope(), pytest.raises(DatabaseError), transaction.atomic():
        Category.objects.create(name="Nobody's", slug="nobodys")


def test_the_platform_owns_what_it_may(db):
    with platform_scope():
        assert Domain.objects.create(hostname="status.example").store_id == PLATFORM_ID


def test_a_row_for_another_store_is_refused(store, other_store):
    with store_scope(store), pytest.raises(DatabaseError, match="row-level security"):
        Category.objects.create(name="Planted", slug="planted", store=other_store)


def test_a_taken_slug_is_a_message_and_not_a_crash(store, other_store):
    make_category(store, "Cups")
    with store_scope(store):
        with pytest.raises(ValidationError, match="Another category has this slug"):
            Category(name="Cups again", slug="cups").full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            Category.objects.create(name="Cups again", slug="cups")
    with store_scope(other_store):
        Category(name="Cups", slug="cups").full_clean()
        Category.objects.create(name="Cups", slug="cups")


def test_a_form_that_does_not_show_the_store_still_checks_its_constraints(store):
    from django.forms import modelform_factory

    make_category(store, "Cups")
    with store_scope(store):
        form = modelform_factory(Category, fields=["name", "slug", "position"])(
            {"name": "More cups", "slug": "cups", "position": "0"}
        )
        assert not form.is_valid()
        assert "Another category has this slug" in str(form.errors)


# What happens to the connection


def test_a_rollback_does_not_bring_the_previous_scope_back(shelves):
    store, other = shelves
    with store_scope(store):
        names()
        with suppress(ZeroDivisionError), transaction.atomic(), store_scope(other):
            assert names() == ["Beta shelf"]
            raise ZeroDivisionError
        assert names() == ["Alpha shelf"]
    with store_scope(other):
        with suppress(ZeroDivisionError), transaction.atomic(), store_scope(store):
            names()
            raise ZeroDivisionError
        assert names() == ["Beta shelf"]


def test_a_savepoint_rollback_inside_one_scope(shelves):
    """set_config is sent inside the savepoint, which is taken back while the scope goes on."""
    store, other = shelves
    with store_scope(store):
        names()
        with transaction.atomic():
            savepoint = transaction.savepoint()
            with store_scope(other):
                names()
                transaction.savepoint_rollback(savepoint)
                assert names() == ["Beta shelf"]


def test_a_rollback_in_raw_sql_is_noticed(shelves):
    store, other = shelves
    with store_scope(store), connection.cursor() as cursor:
        names()
        with transaction.atomic():
            cursor.execute("SAVEPOINT by_hand")
            with store_scope(other):
                names()
                cursor.execute("ROLLBACK TO SAVEPOINT by_hand")
                assert names() == ["Beta shelf"]


@pytest.mark.parametrize(
    "statement",
    [
        "RESET ALL",
        "RESET galleria.sees_from",
        "SET galleria.sees_to TO '9'",
        "SELECT 1; SET galleria.sees_to TO '9'",
        "SAVEPOINT one; SET galleria.sees_to TO '9'; RELEASE one",
    ],
)
def test_settings_changed_by_hand_are_put_right(shelves, statement):
    store, _other = shelves
    with store_scope(store), connection.cursor() as cursor:
        names()
        cursor.execute(statement)
        assert names() == ["Alpha shelf"]


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_fails_forgets_the_scope(shelves):
    """A deferred foreign key is refused by the COMMIT itself."""
    store, other = shelves
    with store_scope(store):
        names()
        with pytest.raises(IntegrityError), store_scope(other), transaction.atomic():
            Category.objects.create(name="Orphan", slug="orphan", parent_id=10**9)
        with store_scope(other):
            assert names() == ["Beta shelf"]


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_postgresql_turns_into_a_rollback_forgets_the_scope(shelves):
    """An error swallowed inside the transaction: COMMIT succeeds and rolls back."""
    store, other = shelves
    with store_scope(store):
        names()
    with store_scope(other):
        with transaction.atomic():
            names()
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        assert names() == ["Beta shelf"]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_gets_the_scope(shelves):
    store, _other = shelves
    with store_scope(store):
        assert names() == ["Alpha shelf"]
        connection.close()
        assert names() == ["Alpha shelf"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (process,) = cursor.fetchone()
        terminate(process)
        with pytest.raises(DatabaseError):
            names()
        connection.close_if_unusable_or_obsolete()
        assert names() == ["Alpha shelf"]


def terminate(process: int) -> None:
    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [process])
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_fresh_session_whose_scope_was_never_set_sees_nothing(shelves):
    """The settings are unset (NULL) before the first scope and '' after its rollback."""
    connection.close()
    connection.ensure_connection()
    raw = connection.connection
    with raw.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_category")
        assert cursor.fetchone() == (0,)
    with raw.transaction(force_rollback=True), raw.cursor() as cursor:
        cursor.execute("SELECT set_config('galleria.sees_from', '0', false)")
        cursor.execute("SELECT set_config('galleria.sees_to', '9223372036854775807', false)")
        cursor.execute("SELECT count(*) FROM catalog_category")
        assert cursor.fetchone() == (2,)
    with raw.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('galleria.sees_from', true), count(*) FROM catalog_category"
        )
        assert cursor.fetchone() == ("", 0)
        cursor.execute("SELECT count(*) FROM stores_user")
        assert cursor.fetchone() == (0,)


def test_a_cursor_kept_open_follows_the_scope(shelves):
    store, other = shelves
    with store_scope(store), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM catalog_category")
        assert cursor.fetchall() == [("Alpha shelf",)]
        with store_scope(other):
            cursor.execute("SELECT name FROM catalog_category")
            assert cursor.fetchall() == [("Beta shelf",)]
        with no_scope():
            cursor.execute("SELECT name FROM catalog_category")
            assert cursor.fetchall() == []


def test_a_server_side_cursor_never_shows_a_scope_that_is_not_current(shelves):
    """PostgreSQL reads the session's settings at the first fetch."""
    store, other = shelves
    with transaction.atomic(), store_scope(store):
        cursor = connection.create_cursor(name="by_hand")
        with store_scope(other):
            names()
        cursor.execute("SELECT name FROM catalog_category")
        with store_scope(other):
            names()
        assert cursor.fetchall() == [("Alpha shelf",)]
        cursor.close()


def test_an_iterator_begun_in_a_scope_ends_in_it(store, other_store):
    for number in range(6):
        make_category(store, f"Alpha {number}")
        make_category(other_store, f"Beta {number}")
    with store_scope(store):
        rows = Category.objects.order_by("name").values_list("name", flat=True).iterator(2)
        first = next(rows)
    with store_scope(other_store):
        names()
        rest = list(rows)
    assert [first, *rest] == [f"Alpha {number}" for number in range(6)]


@pytest.mark.django_db(transaction=True)
def test_a_new_thread_has_no_scope(shelves):
    store, _other = shelves
    seen = []

    def look() -> None:
        try:
            seen.extend([current_scope(), owner_id(), names()])
        finally:
            connection.close()

    with store_scope(store):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [NONE, None, []]


@pytest.mark.django_db(transaction=True)
def test_what_runs_after_the_commit_runs_in_the_scope_that_asked_for_it(shelves):
    store, other = shelves
    seen = []
    with platform_scope(), transaction.atomic():
        with store_scope(store):
            transaction.on_commit(lambda: seen.append(names()))
        with store_scope(other):
            transaction.on_commit(lambda: seen.append(names()))
        transaction.on_commit(lambda: seen.append(names()))
    assert seen == [["Alpha shelf"], ["Beta shelf"], ["Alpha shelf", "Beta shelf"]]


def test_after_the_commit_only_something_that_can_be_called_is_called(db):
    with pytest.raises(TypeError, match="callback must be a callable"):
        transaction.on_commit("not a function")  # type: ignore[arg-type]


def test_an_unchanged_scope_costs_no_round_trip(store, monkeypatch):
    """Two statements in one scope send the settings once."""
    import psycopg

    sent = []
    execute = psycopg.Cursor.execute

    def spy(self, sql, *args, **kwargs):
        sent.append(str(sql))
        return execute(self, sql, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", spy)
    with store_scope(store):
        names()
        names()
    with store_scope(store.pk):
        names()
    assert len([sql for sql in sent if "set_config" in sql]) == 1


# What else carries the scope


def test_a_streamed_response_keeps_its_scope(shelves):
    store, other = shelves
    closed = []

    def chunks():
        try:
            yield from names()
            yield from names()
        finally:
            closed.append(current_scope())

    with store_scope(store) as scope:
        response = StreamingHttpResponse()
        response.streaming_content = keep_scope(chunks(), scope)
    with store_scope(other):
        iterator = iter(response)
        assert next(iterator) == b"Alpha shelf"
        assert names() == ["Beta shelf"], "the scope of a chunk does not leak out"
        assert list(iterator) == [b"Alpha shelf"]
    assert closed == [scope]


def test_a_stream_that_is_given_up_closes_in_its_scope(shelves):
    store, _other = shelves
    closed = []

    def chunks():
        try:
            yield "one"
            yield "two"
        finally:
            closed.append(current_scope())

    with store_scope(store) as scope:
        kept = keep_scope(chunks(), scope)
    with no_scope():
        next(kept)
        kept.close()
    assert closed == [scope]


def test_what_one_scope_caches_no_other_finds(store, other_store):
    with store_scope(store):
        cache.set("greeting", "alpha")
    for scope in (
        store_scope(other_store),
        store_scope(PLATFORM_ID),
        platform_scope(),
        platform_scope(on_behalf_of=store),
        no_scope(),
    ):
        with scope:
            assert cache.get("greeting") is None
    with store_scope(store):
        assert cache.get("greeting") == "alpha"
        cache.delete("greeting")


def test_deleting_through_the_orm_reaches_no_other_store(shelves):
    store, _other = shelves
    with store_scope(store):
        Category.objects.all().delete()
        assert Category.objects.update(name="Mine") == 0
        assert Variant.objects.count() == 0
    with platform_scope():
        assert names() == ["Beta shelf"]
