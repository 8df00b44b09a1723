from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from django.db import connection, transaction

from stores.scope import platform_scope

LOCK = 7_300_412
"""Of the advisory lock that whoever makes figures holds until the end of its transaction."""


@contextmanager
def alone() -> Generator[None]:
    """A transaction in the platform's scope; whoever else makes figures waits for its end."""
    with platform_scope(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
