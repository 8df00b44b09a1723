"""Galleria refuses to start where isolation would not hold: each fault has its message."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.utils import OperationalError
from django.test.utils import isolate_apps

from stores.isolation import checks, registry

pytestmark = pytest.mark.django_db


def ids(messages: list) -> list[str]:
    return [message.id for message in messages]


def test_a_sound_database_has_nothing_to_say():
    found = run_checks(databases=["default"])
    assert [message for message in found if message.id.startswith("galleria")] == []


@isolate_apps("catalog")
def test_a_model_that_nobody_classified_is_an_error():
    class Forgotten(models.Model):  # noqa: DJ008 - it is never shown
        class Meta:
            app_label = "catalog"
            db_table = "catalog_forgotten"

    with patch.object(checks.apps, "get_models", return_value=[Forgotten]):
        (error,) = checks.every_model_is_classified()
    assert error.id == "galleria.E001"
    assert "catalog_forgotten" in error.msg
    assert "@isolate()" in error.hint


def test_a_packages_model_that_nobody_classified_is_an_error(monkeypatch):
    rules = dict(registry._rules)
    del rules["wagtailcore_revision"]
    monkeypatch.setattr(registry, "_rules", rules)
    assert ids(checks.every_model_is_classified()) == ["galleria.E001"]
    with pytest.raises(CommandError, match=r"galleria\.E001"):
        call_command("check")


def test_a_database_that_is_away_is_an_error():
    with patch.object(connection, "cursor", side_effect=OperationalError("connection refused")):
        (error,) = checks.role_cannot_bypass_isolation()
        assert checks.every_table_is_classified() == []
    assert error.id == "galleria.E002"
    assert "connection refused" in error.msg


@pytest.mark.parametrize(
    ("is_superuser", "bypasses", "words"),
    [(True, False, "a superuser"), (False, True, "allowed to bypass"), (True, True, "a superuser")],
)
def test_a_role_that_no_policy_binds_is_an_error(is_superuser, bypasses, words):
    with patch.object(connection, "cursor") as cursor:
        fetch = cursor.return_value.__enter__.return_value.fetchone
        fetch.return_value = ("admin", is_superuser, bypasses)
        (error,) = checks.role_cannot_bypass_isolation()
    assert error.id == "galleria.E003"
    assert words in error.msg
    assert "CREATE ROLE" in error.hint


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE left_over (id bigint)",
        "CREATE MATERIALIZED VIEW left_over AS SELECT id FROM stores_store",
    ],
)
def test_a_table_that_nobody_classified_is_an_error(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
    (error,) = checks.every_table_is_classified()
    assert error.id == "galleria.E004"
    assert "left_over" in error.msg
    with pytest.raises(CommandError, match=r"galleria\.E004"):
        call_command("check", databases=["default"])


def test_a_server_does_not_start_where_stores_would_not_be_isolated():
    checks.refuse_unsafe_database()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_over (id bigint)")
    with pytest.raises(ImproperlyConfigured, match="left_over"):
        checks.refuse_unsafe_database()


def test_a_server_starts_while_its_database_is_away():
    with patch.object(connection, "cursor", side_effect=OperationalError("connection refused")):
        checks.refuse_unsafe_database()
