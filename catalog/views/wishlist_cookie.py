"""The cookie that names a visitor's wishlist. Garbage, pruned and foreign tokens name none."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from catalog.models import Wishlist
from catalog.selectors.wishlist import find_wishlist, wished_public_ids
from catalog.services.wishlist import LIFETIME

COOKIE = "wishlist"


def wishlist_of(request: HttpRequest) -> Wishlist | None:
    return find_wishlist(request.COOKIES.get(COOKIE))


def wished_by(request: HttpRequest | None) -> list[str]:
    """Public ids of what is on the visitor's list: without its cookie no query, else one a
    request."""
    if request is None:
        return []
    known: list[str] | None = getattr(request, "_wished", None)
    if known is None:
        known = wished_public_ids(request.COOKIES.get(COOKIE))
        request._wished = known  # type: ignore[attr-defined]
    return known


def remember_wishlist(response: HttpResponseBase, wishlist: Wishlist) -> None:
    """With every change, so that the cookie lives as long as the list, which each prolongs."""
    response.set_cookie(
        COOKIE,
        wishlist.token,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
