from __future__ import annotations

import hashlib

from stores.models import Session, User


def session_name(session_key: str) -> str:
    """Names a session in a form: its key would be the way into it."""
    return hashlib.sha256(f"session\n{session_key}".encode()).hexdigest()[:32]


def end_session(*, user: User, name: str) -> bool:
    """Sign somebody out on one device at the store in scope. Returns whether there was such a
    session of theirs; twice ends none."""
    keys = Session.objects.filter(user=user).values_list("session_key", flat=True)
    wanted = [key for key in keys if session_name(key) == name]
    return bool(wanted) and Session.objects.filter(session_key__in=wanted).delete()[0] > 0
