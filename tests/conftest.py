"""What all tests share: a real PostgreSQL, the platform's scope, two stores.

Tests run in the platform's scope, as management commands do; requests of the test client enter
their store's scope by themselves, everything else does it with ``store_scope(store)``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from stores.database.embedded import EmbeddedPostgres
from stores.dns.fake import FakeResolver
from stores.models import Membership, Store, User
from stores.roles import OPERATOR
from stores.scope import PLATFORM_ID, platform_scope
from stores.services.provision_store import provision_store

PASSWORD = "correct horse battery staple"


def pytest_configure(config: pytest.Config) -> None:
    if not settings.EMBEDDED_POSTGRES or hasattr(config, "workerinput"):
        return  # With several processes the first has started it for all.
    server = EmbeddedPostgres(settings.DATA_DIR, durable=False)
    server.start()
    config.add_cleanup(server.stop)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What commits comes last, also where another plugin has sorted by its own fixtures: it
    empties all tables behind it, and after that every test makes its stores anew."""
    items.sort(key=commits)


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(
        (marker and marker.kwargs.get("transaction"))
        or fixtures & {"transactional_db", "live_server"}
    )


@pytest.fixture(scope="session", autouse=True)
def platform() -> Iterator[None]:
    with platform_scope():
        yield


@pytest.fixture(scope="session")
def django_db_setup(platform: None, django_db_setup: None, django_db_blocker) -> None:
    """Migrations run in the platform's scope. Two stores are made once and for all: a test that
    changes them is rolled back, one that commits flushes them and the next makes them anew."""
    let_tests_flush()
    with django_db_blocker.unblock():
        for slug in ("alpha", "beta"):
            find_or_make(slug)


def let_tests_flush() -> None:
    """The database refuses to empty the audit log; a test that commits empties all tables. On the
    class: a browser's test has a connection of its own."""
    operations = type(connection.ops)
    sql_flush = operations.sql_flush

    def with_audit_log(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        statements = sql_flush(self, *args, **kwargs)
        table = "ALTER TABLE stores_auditentry {} TRIGGER galleria_kept_whole"
        return [table.format("DISABLE"), *statements, table.format("ENABLE")]

    operations.sql_flush = with_audit_log  # type: ignore[method-assign]


def find_or_make(slug: str) -> Store:
    return Store.objects.filter(slug=slug).first() or provision_store(
        name=slug.title(),
        slug=slug,
        owner_email=f"owner@{slug}.example",
        owner_password=PASSWORD,
    )


@pytest.fixture(autouse=True)
def own_media(tmp_path: Path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.ARCHIVES_ROOT = tmp_path / "archives"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def store(db: None) -> Store:
    return find_or_make("alpha")


@pytest.fixture
def other_store(db: None) -> Store:
    return find_or_make("beta")


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> type[FakeResolver]:
    """What DNS says in this test: ``dns.records[name, "TXT"] = [value]``."""
    monkeypatch.setattr(FakeResolver, "records", {})
    monkeypatch.setattr(FakeResolver, "is_down", False)
    return FakeResolver


@pytest.fixture
def as_member(db: None) -> Callable[[Store, str], User]:
    """``as_member(store, role)``: somebody who holds the role there (and nothing elsewhere)."""

    def make(store: Store, role: str) -> User:
        user, _created = User.objects.get_or_create(
            email=f"{str(role).lower()}@{store.slug}.example"
        )
        user.set_password(PASSWORD)
        user.save()
        Membership.objects.get_or_create(store=store, user=user, group=Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def operator(as_member) -> User:
    return as_member(Store.all_objects.get(pk=PLATFORM_ID), OPERATOR)


@pytest.fixture
def store_client() -> Callable[..., Client]:
    """``store_client(store, user=None)``: a client on the store's host, signed in if told."""

    def make(store: Store, user: User | None = None, **headers: str) -> Client:
        return client_on(store.primary_domain().hostname, user, **headers)

    return make


@pytest.fixture
def control_client(operator: User) -> Client:
    return client_on(settings.CONTROL_HOST, operator)


def client_on(hostname: str, user: User | None = None, **headers: str) -> Client:
    """A client that sends ``hostname``; signs in through the form, as a person would."""
    client = Client(HTTP_HOST=hostname, **headers)
    if user is not None:
        response = client.post("/admin/login/", {"username": user.email, "password": PASSWORD})
        assert response.status_code == 302, f"{user.email} could not sign in on {hostname}"
    return client
