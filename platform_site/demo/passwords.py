"""One password for every sign-in of the demo, made once for each installation."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

# No letters or digits that are taken for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
SHORTEST = 10


class WeakPassword(ValueError):
    """DEMO_PASSWORD is too short for a sign-in that others may reach."""


def password_file() -> Path:
    return settings.DATA_DIR / "secrets" / "demo_password"


def stored_password() -> str | None:
    """The password that the demo was loaded with; None before."""
    try:
        return password_file().read_text().strip()
    except FileNotFoundError:
        return None


def password_for_loading(*, is_first_load: bool) -> str:
    """The stored password, or a new one of about 59 bits. DEMO_PASSWORD decides while nothing
    is loaded yet; afterwards the sign-ins have theirs. Raises WeakPassword."""
    wanted = os.environ.get("DEMO_PASSWORD", "")
    if wanted and len(wanted) < SHORTEST:
        raise WeakPassword(f"DEMO_PASSWORD is too short: use at least {SHORTEST} characters.")
    stored = stored_password()
    if stored and not (wanted and is_first_load):
        return stored
    return store(wanted or new_password())


def new_password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def store(password: str) -> str:
    path = password_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(password)
    draft.replace(path)
    return password
