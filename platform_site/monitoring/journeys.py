"""What a visitor is about, by the name of the view that answers."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from stores.scope import PLATFORM_ID

ADMIN_PREFIX = "/admin/"


class Journey(models.TextChoices):
    HOME = "home", _("Home")
    LISTING = "listing", _("Listing")
    PRODUCT = "product", _("Product")
    SEARCH = "search", _("Search")
    CART = "cart", _("Cart")
    CHECKOUT = "checkout", _("Check-out")
    ADMIN = "admin", _("Admin")
    CONTROL = "control", _("Center Control")
    OTHER = "other", _("Other")


SHOPPERS = (
    Journey.HOME,
    Journey.LISTING,
    Journey.PRODUCT,
    Journey.SEARCH,
    Journey.CART,
    Journey.CHECKOUT,
)
"""Whose slowness costs sales."""

VIEWS = {
    "catalog:products": Journey.LISTING,
    "catalog:category": Journey.LISTING,
    "catalog:product": Journey.PRODUCT,
    "catalog:search": Journey.SEARCH,
    "commerce:cart": Journey.CART,
    "commerce:cart_add": Journey.CART,
    "commerce:cart_line": Journey.CART,
    "commerce:checkout": Journey.CHECKOUT,
    "commerce:checkout_contact": Journey.CHECKOUT,
    "commerce:checkout_shipping": Journey.CHECKOUT,
    "commerce:checkout_payment": Journey.CHECKOUT,
    "commerce:checkout_review": Journey.CHECKOUT,
}


def journey_of(request: HttpRequest, store_id: int) -> Journey:
    if store_id == PLATFORM_ID:
        return Journey.CONTROL
    path = request.path
    if getattr(request, "plain_path", path) == "/":
        return Journey.HOME
    if path.startswith(ADMIN_PREFIX):
        return Journey.ADMIN
    match = request.resolver_match
    return VIEWS.get(match.view_name, Journey.OTHER) if match else Journey.OTHER
