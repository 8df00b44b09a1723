from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from commerce.models import PaymentMethod
from stores.encryption import decrypt, encrypt, rotate
from stores.models import Store
from stores.scope import store_scope


def test_a_secret_reads_back_and_is_not_in_what_is_kept() -> None:
    token = encrypt("sk_live_123")
    assert "sk_live_123" not in token
    assert decrypt(token) == "sk_live_123"


def test_a_new_key_in_front_still_reads_what_the_old_one_wrote(settings) -> None:
    settings.ENCRYPTION_KEYS = ["old"]
    token = encrypt("secret")
    settings.ENCRYPTION_KEYS = ["new", "old"]
    assert decrypt(token) == "secret"
    rotated = rotate(token)
    settings.ENCRYPTION_KEYS = ["new"]
    assert decrypt(rotated) == "secret"
    with pytest.raises(ImproperlyConfigured, match="ENCRYPTION_KEYS"):
        decrypt(token)


def test_the_database_holds_credentials_encrypted(store: Store) -> None:
    with store_scope(store):
        method = PaymentMethod.objects.first()
        method.credentials = {"secret_key": "sk_live_123"}
        method.save()
        assert PaymentMethod.objects.get(pk=method.pk).credentials == {"secret_key": "sk_live_123"}
        with connection.cursor() as cursor:
            cursor.execute("SELECT credentials FROM commerce_paymentmethod")
            kept = " ".join(row[0] for row in cursor.fetchall())
    assert kept.strip()
    assert "sk_live" not in kept
    assert "secret_key" not in kept


def test_no_credentials_is_an_empty_text(store: Store) -> None:
    with store_scope(store):
        assert PaymentMethod.objects.first().credentials == {}
