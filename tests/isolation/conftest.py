from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.template.base import Template
from django.test import override_settings
from django.test.utils import _TestState

from stores.scope import platform_scope
from tests.isolation.furnish import Two, furnish_two


@pytest.fixture(scope="package", autouse=True)
def own_media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for all tests here, as their stores are furnished once."""
    media = tmp_path_factory.mktemp("media")
    with override_settings(
        MEDIA_ROOT=media,
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield media


@pytest.fixture(scope="package")
def furnished(own_media: Path, django_db_setup: None, django_db_blocker) -> Iterator[Two]:
    """Two stores with one of everything, for all tests here, and gone after them."""
    with django_db_blocker.unblock(), platform_scope(), transaction.atomic():
        two = furnish_two()
        with connection.cursor() as cursor:  # Or tables with keys to check cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield two
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def plain_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's test client copies the context of every template, and of every icon in it, for
    ``response.context``: nobody asks for it here, where thousands of pages are looked at."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.fixture
def two(furnished: Two, db: None) -> Two:
    """What a test changes of them is rolled back behind it."""
    return furnished
