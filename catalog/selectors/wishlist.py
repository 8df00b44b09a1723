"""Wishlists, found by the token in a browser or by the one in a link that was shared."""

from __future__ import annotations

import re

from django.db.models import Q

from catalog.models import Wishlist, WishlistItem
from stores.scope import PLATFORM_ID, owner_id

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
LONGEST = 200
"""Products on a list."""


def find_wishlist(token: str | None) -> Wishlist | None:
    """The list a browser holds. Garbage and another store's token name none."""
    if not token or not TOKEN.fullmatch(token):
        return None
    return Wishlist.objects.filter(store_id=owner_id() or PLATFORM_ID, token=token).first()


def find_shared(share_token: str) -> Wishlist | None:
    """The list that somebody shared, for reading."""
    if not TOKEN.fullmatch(share_token):
        return None
    return Wishlist.objects.filter(
        ~Q(share_token=""), store_id=owner_id() or PLATFORM_ID, share_token=share_token
    ).first()


def wished_products(wishlist: Wishlist) -> list[int]:
    """Ids of its products, the latest first; also of those not for sale at the moment."""
    return list(wishlist.items.values_list("product_id", flat=True)[:LONGEST])


def wished_public_ids(token: str | None) -> list[str]:
    """Public ids of the published products on a browser's list: one query, none without a list."""
    if not token or not TOKEN.fullmatch(token):
        return []
    items = WishlistItem.objects.filter(
        wishlist__store_id=owner_id() or PLATFORM_ID, wishlist__token=token, product__live=True
    )
    return [str(each) for each in items.values_list("product__public_id", flat=True)[:LONGEST]]
