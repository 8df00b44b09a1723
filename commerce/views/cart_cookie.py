"""The cookie that names a visitor's cart. Garbage, expired and foreign tokens name none."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from commerce.models import Cart
from commerce.models.cart import LIFETIME
from commerce.selectors.carts import CartItem, find_cart

COOKIE = settings.CART_COOKIE_NAME


def cart_of(request: HttpRequest) -> Cart | None:
    """The visitor's cart, open or not, found once a request."""
    if not hasattr(request, "_cart"):
        cart = find_cart(request.COOKIES.get(COOKIE))
        if cart is not None:
            cart.store = request.store  # type: ignore[attr-defined]
        request._cart = cart  # type: ignore[attr-defined]
    return request._cart  # type: ignore[attr-defined]


def open_cart_of(request: HttpRequest) -> Cart | None:
    cart = cart_of(request)
    return cart if cart is not None and cart.is_open else None


def holds_cart(request: HttpRequest, cart: Cart) -> bool:
    """Whether this is the browser of the cart's shopper. Who has only the link of an order may
    see and pay it, and gets nothing else."""
    return request.COOKIES.get(COOKIE) == cart.token


def know_count(request: HttpRequest, items: Sequence[CartItem]) -> None:
    """Spares ``{% cart_count %}`` its query on a page that has the lines anyway."""
    request._cart_count = sum(item.quantity for item in items)  # type: ignore[attr-defined]


def remember_cart(response: HttpResponseBase, cart: Cart) -> None:
    """With every change, so that the cookie lives as long as the cart, which each prolongs."""
    response.set_cookie(
        COOKIE,
        cart.token,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
