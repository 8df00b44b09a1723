"""A browser that has signed in to an account before (OWASP's device cookie): tries from there
have a counter of their own, so that nobody can lock a person out by trying their account."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from stores.sign_in.account import account_digest

SALT = "stores.sign_in.known_device"
LASTS = timedelta(days=365)


def cookie_name() -> str:
    return "__Host-known_device" if settings.SESSION_COOKIE_SECURE else "known_device"


def known_device(request: HttpRequest, email: str) -> str:
    """The device's name if it has signed in to this account at this store; empty if not."""
    try:
        known: Any = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return ""
    return known["device"] if known.get("account") == account_digest(email) else ""


def remember_device(response: HttpResponse, email: str) -> None:
    """Call it in answer to who has just proved to be the account's person."""
    known = {"account": account_digest(email), "device": secrets.token_urlsafe(12)}
    response.set_cookie(
        cookie_name(),
        signing.dumps(known, salt=SALT),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
