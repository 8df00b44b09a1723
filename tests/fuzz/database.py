"""A database for the command alone: made, filled with two stores, and dropped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import setup_test_environment, teardown_test_environment

from stores.database.embedded import EmbeddedPostgres
from stores.scope import platform_scope
from tests.fuzz.world import World, make_operator, make_world

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


@contextmanager
def test_database(media: str) -> Iterator[World]:
    """Requests commit in it as they do in life; nothing of it is left."""
    server = EmbeddedPostgres(settings.DATA_DIR, durable=False)
    if settings.EMBEDDED_POSTGRES:
        server.start()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"fuzz_{name}"
    try:
        with platform_scope(), override_settings(MEDIA_ROOT=media, EMAIL_BACKEND=NO_MAIL):
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            try:
                yield furnished()
            finally:
                connection.creation.destroy_test_db(name, verbosity=0)
    finally:
        connection.close()
        if settings.EMBEDDED_POSTGRES:
            server.stop()


def furnished() -> World:
    """The tests' clients see the templates' contexts, which costs time and is ended before."""
    setup_test_environment(debug=False)
    try:
        return make_world(make_operator(), settings.CONTROL_HOST)
    finally:
        teardown_test_environment()
