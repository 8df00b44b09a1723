"""A sign-in between password and code: kept in the session, which has no person yet."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from stores.auth import MembershipBackend
from stores.models import User

KEY = "sign_in"
LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class PendingSignIn:
    user_id: int
    password_hash: str
    """Of the session's kind: a password that has been changed since is none."""
    remember: bool
    next: str
    since: float


def begin_pending(request: HttpRequest, user: User, *, remember: bool, next: str) -> None:
    """Under a new session key: one that somebody planted must not come to know more."""
    request.session.cycle_key()
    pending = PendingSignIn(user.pk, user.get_session_auth_hash(), remember, next, time.time())
    request.session[KEY] = asdict(pending)
    request.session.set_expiry(0)


def pending_sign_in(request: HttpRequest) -> tuple[PendingSignIn, User] | None:
    """None when there is none, it is too old, or the person may not sign in here any more."""
    state = request.session.get(KEY)
    if state is None:
        return None
    pending = PendingSignIn(**state)
    backend = MembershipBackend()
    user = backend.get_user(pending.user_id)
    if (
        user is None
        or not 0 <= time.time() - pending.since <= LASTS.total_seconds()
        or not constant_time_compare(user.get_session_auth_hash(), pending.password_hash)
        or not backend.user_can_authenticate(user)
    ):
        end_pending(request)
        return None
    return pending, user


def end_pending(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
