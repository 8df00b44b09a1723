"""What manage.py adds to Django's command line: a database and a scope."""

from __future__ import annotations

import atexit
import sys
from contextlib import AbstractContextManager
from typing import Any

import django
from django.core.management import execute_from_command_line

from stores.actors import COMMAND, NOBODY, Actor, acting
from stores.database.embedded import EmbeddedPostgres, EmbeddedPostgresError
from stores.scope import Scope, platform_scope, store_scope

# These leave the database alone, so none is started for them.
WITHOUT_DATABASE = {"help", "version", "--help", "--version", "makemessages", "compilemessages"}

# These write rows that belong to whoever runs them: so each store's are written in its scope.
STORE_BY_STORE = {
    "rebuild_references_index",
    "update_index",
    "wagtail_update_index",
}

# Nobody sits in front of these: what they do is background work, or a visitor's.
SERVICES = {"run_worker", "db_worker", "runserver"}


def run(argv: list[str], settings: Any) -> None:
    """Runs a command in the platform's scope, or with ``--store SLUG`` in that store's;
    what rebuilds an index, without ``--store``, once in the scope of each. The audit log names it.

    Uses the embedded PostgreSQL if no other is named; its last user stops it."""
    if settings.EMBEDDED_POSTGRES and len(argv) > 1 and argv[1] not in WITHOUT_DATABASE:
        start_database(settings)
    argv, slug = take_store(argv)
    with acting(actor_of(argv)):
        if slug is None and len(argv) > 1 and argv[1] in STORE_BY_STORE:
            run_store_by_store(argv)
            return
        with scope_for(slug):
            execute_from_command_line(argv)


def actor_of(argv: list[str]) -> Actor:
    if len(argv) < 2 or argv[1] in SERVICES:
        return NOBODY
    return Actor(COMMAND, name=argv[1])


def run_store_by_store(argv: list[str]) -> None:
    """The platform itself comes first: what it has in an index by mistake is in a store's way."""
    django.setup()
    from stores.models import Store

    with platform_scope():
        stores = list(Store.all_objects.order_by("pk"))
    for store in stores:
        sys.stdout.write(f"== {store.slug}\n")
        with store_scope(store):
            execute_from_command_line(argv)


def start_database(settings: Any) -> None:
    server = EmbeddedPostgres(settings.DATA_DIR)
    try:
        server.start()
    except EmbeddedPostgresError as error:
        sys.exit(str(error))
    atexit.register(server.stop)


def take_store(argv: list[str]) -> tuple[list[str], str | None]:
    """``["manage.py", "shell", "--store", "alpha"]`` → the same without it, and ``"alpha"``."""
    for position, word in enumerate(argv):
        if word.startswith("--store="):
            return argv[:position] + argv[position + 1 :], word.removeprefix("--store=")
        if word == "--store" and position + 1 < len(argv):
            return argv[:position] + argv[position + 2 :], argv[position + 1]
    return argv, None


def scope_for(slug: str | None) -> AbstractContextManager[Scope]:
    if slug is None:
        return platform_scope()
    django.setup()
    from stores.models import Store

    with platform_scope():
        store = Store.objects.filter(slug=slug).first()
    if store is None:
        sys.exit(f"There is no store “{slug}”.")
    return store_scope(store)
