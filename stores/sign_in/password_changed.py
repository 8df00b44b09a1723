from __future__ import annotations

from stores.models import User
from stores.services.end_sessions import end_sessions
from stores.services.record_audit import record_audit
from stores.sign_in.notices import Notice, tell


def password_changed(*, user: User, action: str, keep: str | None = None) -> None:
    """What follows a new password, whichever way it was set: all sessions end, at all stores,
    but the one with the key ``keep``; it is written down as ``action``; the person is told."""
    ended = end_sessions(user=user, keep=keep)
    record_audit(action=action, object=user, after={"sessions_ended": ended})
    tell(user, Notice.PASSWORD_CHANGED)
