"""Secrets at rest: encrypted with Fernet (AES-128-CBC with HMAC-SHA256) before they reach the
database, by the keys of the setting ``ENCRYPTION_KEYS``. The first key encrypts, all of them
decrypt: to rotate, put a new one in front, run ``manage.py rotate_secrets`` and drop the old."""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


@lru_cache(maxsize=4)
def cipher(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("ENCRYPTION_KEYS is empty: it needs at least one key.")
    return MultiFernet([Fernet(derived(key)) for key in keys])


def derived(key: str) -> bytes:
    """Any long random text serves as a key; Fernet wants 32 bytes."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"galleria secrets at rest")
    return base64.urlsafe_b64encode(hkdf.derive(key.encode()))


def current_cipher() -> MultiFernet:
    return cipher(tuple(settings.ENCRYPTION_KEYS))


def encrypt(text: str) -> str:
    return current_cipher().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """Raises ImproperlyConfigured for what none of the keys encrypted."""
    try:
        return current_cipher().decrypt(token.encode()).decode()
    except InvalidToken:
        raise ImproperlyConfigured(
            "A secret in the database was encrypted with a key that ENCRYPTION_KEYS does not"
            " hold. Put that key back, behind the newest."
        ) from None


def rotate(token: str) -> str:
    """The same secret under the newest key."""
    return current_cipher().rotate(token.encode()).decode("ascii")


def is_under_newest(token: str) -> bool:
    """Whether the key that encrypts now has encrypted this."""
    try:
        cipher(tuple(settings.ENCRYPTION_KEYS[:1])).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


class EncryptedTextField(models.TextField):
    """A text that the database holds encrypted; it cannot be searched for. Empty stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value) if value else value


class Decrypted(dict[str, Any]):
    """A row's secrets, and how they were kept: the same would be kept otherwise the next time,
    and the audit log would tell of new ones."""

    def __init__(self, token: str) -> None:
        self.token, self.plain = token, decrypt(token)
        super().__init__(json.loads(self.plain))

    def is_unchanged(self) -> bool:
        return json.dumps(self) == self.plain


class EncryptedJSONField(models.TextField):
    """A dictionary of plain JSON values that the database holds as one encrypted text."""

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Decrypted) and value.is_unchanged() and is_under_newest(value.token):
            return value.token
        return encrypt(json.dumps(value)) if value else ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return Decrypted(value) if value else {}

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) and value else value or {}

    def value_to_string(self, obj: models.Model) -> str:
        """Never in a fixture or an export."""
        return ""
