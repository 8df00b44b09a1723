"""What manage.py adds to Django's command line: a database and a scope."""

from __future__ import annotations

import atexit
from typing import Any

from django.core.management import execute_from_command_line

from stores.database.embedded import EmbeddedPostgres
from stores.scope import platform_scope

# These leave the database alone, so none is started for them.
WITHOUT_DATABASE = {"help", "version", "--help", "--version", "makemessages", "compilemessages"}


def run(argv: list[str], settings: Any) -> None:
    """Starts the embedded PostgreSQL if it is needed and not running, and stops it again."""
    if settings.EMBEDDED_POSTGRES and len(argv) > 1 and argv[1] not in WITHOUT_DATABASE:
        server = EmbeddedPostgres(settings.DATA_DIR)
        if not server.is_running():
            server.start()
            atexit.register(server.stop)
    with platform_scope():
        execute_from_command_line(argv)
