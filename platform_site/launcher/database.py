"""The database that the commands work with: yours (DATABASE_URL) or the embedded one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dj_database_url
import psycopg

from stores.database.embedded import EmbeddedPostgres, EmbeddedPostgresError

from .console import say, step
from .environment import Environment
from .errors import LaunchError

# Django 5.2 needs 14; there is nothing newer that the project relies on.
_OLDEST_VERSION = 14
# Options of a database URL that are Django's and not libpq's.
_OPTIONS_OF_DJANGO = {"pool", "assume_role", "isolation_level", "server_side_binding"}


@contextmanager
def database(environment: Environment, *, durable: bool = True) -> Iterator[None]:
    """Have a usable database in the block; the embedded one is stopped after its last user."""
    if environment.database_url is not None:
        with step("Checking the database of DATABASE_URL"):
            check_database(environment.database_url)
        yield
        return
    server = EmbeddedPostgres(
        environment.data_dir, durable=durable, report=lambda line: say(f"  {line}")
    )
    try:
        with step(f"Starting PostgreSQL in {server.cluster}"):
            server.start()
            check_database(server.url)
        yield
    except EmbeddedPostgresError as error:
        raise LaunchError(str(error)) from error
    finally:
        server.stop()


def check_database(url: str) -> None:
    """Raise LaunchError unless the database answers and row-level security binds its role."""
    parameters = _connection_parameters(url)
    try:
        with psycopg.connect(**parameters) as connection:
            row = connection.execute(
                "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            version = connection.info.server_version // 10000
    except (psycopg.Error, ValueError) as error:
        raise LaunchError(
            f"The database of DATABASE_URL cannot be reached ({_first_line(error)}): "
            "start it, correct DATABASE_URL, or unset it to use the embedded PostgreSQL."
        ) from error
    if version < _OLDEST_VERSION:
        raise LaunchError(
            f"The server of DATABASE_URL is PostgreSQL {version}, "
            f"but {_OLDEST_VERSION} or newer is needed."
        )
    assert row is not None
    role, is_superuser, bypasses = row
    if is_superuser or bypasses:
        kind = "is a superuser" if is_superuser else "has BYPASSRLS"
        raise LaunchError(
            f"The role {role!r} of DATABASE_URL {kind}, so the stores would not be kept apart: "
            "use one made with CREATE ROLE galleria LOGIN CREATEDB PASSWORD '…', "
            "and a database made with CREATE DATABASE galleria OWNER galleria."
        )


def _connection_parameters(url: str) -> dict[str, Any]:
    """What Django will connect with, as libpq names it."""
    settings = dj_database_url.parse(url)
    named = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
    }
    options = settings.get("OPTIONS", {})
    given = {name: value for name, value in named.items() if value}
    given |= {name: value for name, value in options.items() if name not in _OPTIONS_OF_DJANGO}
    return {"connect_timeout": 5, **given}


def _first_line(error: Exception) -> str:
    """The reason without libpq's hints; never has the password in it."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
