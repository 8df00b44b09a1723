"""System checks: Galleria refuses to start where isolation would not hold."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.utils import OperationalError

from stores.isolation.registry import rule_for
from stores.isolation.synchronise import unclassified_tables
from stores.scope import platform_scope

UNREACHABLE = "galleria.E002"


@checks.register(checks.Tags.models)
def every_model_is_classified(**kwargs: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"The table {model._meta.db_table} of {model._meta.label} is not classified.",
            hint="Decorate the model with @isolate(), or list a package's table in"
            " stores/isolation/third_party.py. See docs/store-owned-models.md.",
            obj=model,
            id="galleria.E001",
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not rule_for(model._meta.db_table)
    ]


@checks.register(checks.Tags.database)
def role_cannot_bypass_isolation(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles"
                " WHERE rolname = current_user"
            )
            role, is_superuser, bypasses = cursor.fetchone()
    except OperationalError as error:
        return [
            checks.Error(
                f"The database cannot be reached: {error}",
                hint="Is it running, and is DATABASE_URL right?",
                id=UNREACHABLE,
            )
        ]
    if not (is_superuser or bypasses):
        return []
    what = "a superuser" if is_superuser else "allowed to bypass row-level security"
    return [
        checks.Error(
            f"The database role {role} is {what}: no store would be isolated from another.",
            hint="Connect as an ordinary role that owns the database:"
            " CREATE ROLE galleria LOGIN PASSWORD '…'; ALTER DATABASE … OWNER TO galleria;",
            id="galleria.E003",
        )
    ]


@checks.register(checks.Tags.database)
def every_table_is_classified(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        tables = unclassified_tables(connection)
    except OperationalError:
        return []  # Reported above.
    return [
        checks.Error(
            f"The table {table} is in the database and not classified.",
            hint="List it in stores/isolation/third_party.py, or drop it.",
            id="galleria.E004",
        )
        for table in tables
    ]


def refuse_unsafe_database() -> None:
    """For servers and workers, which start without the checks of management commands.

    Raises ImproperlyConfigured where stores would not be isolated. A database that cannot be
    reached is no reason not to start: ``/readyz`` says so until it can."""
    with platform_scope():
        found = [*role_cannot_bypass_isolation(), *every_table_is_classified()]
    if unsafe := [error for error in found if error.id != UNREACHABLE]:
        raise ImproperlyConfigured(" ".join(f"{error.msg} {error.hint}" for error in unsafe))
