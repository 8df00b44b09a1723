from __future__ import annotations

from stores.models import Session, Store, User
from stores.scope import platform_scope


def end_sessions(*, user: User, store: Store | None = None, keep: str | None = None) -> int:
    """Sign somebody out at once, on every device: at ``store``, or at every store and on the
    control host. ``keep`` is the key of a session that goes on. Returns how many ended; twice
    ends none."""
    with platform_scope():
        sessions = Session.objects.filter(user=user).exclude(session_key=keep)
        if store is not None:
            sessions = sessions.filter(store=store)
        return sessions.delete()[0]
