"""Which account an e-mail address means, whoever has it or nobody."""

from __future__ import annotations

import hashlib
import unicodedata

from stores.scope import owner_id


def account_identity(email: str) -> str:
    """One for all spellings that the database takes for the same address: it compares capitals,
    and there ``ı`` is ``I`` and ``ſ`` is ``S``."""
    return unicodedata.normalize("NFKC", email).upper().casefold().strip()


def account_digest(email: str) -> str:
    """The account at this store."""
    return hashlib.sha256(f"{owner_id()}\n{account_identity(email)}".encode()).hexdigest()
