"""What shoppers do with a wishlist. Each is safe to repeat."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product, Wishlist, WishlistItem
from catalog.models.wishlist import new_wishlist_token
from catalog.selectors.translations import read, with_texts
from catalog.selectors.wishlist import LONGEST
from stores.scope import platform_scope

LIFETIME = timedelta(days=180)
"""From the last change; the cookie lives as long."""


def add_wish(*, wishlist: Wishlist | None, product_id: UUID) -> tuple[Wishlist, Product]:
    """Put the published product with this public id on the list, or on a new one if there is
    none. Raises Product.DoesNotExist, and ValidationError for a full list. Locks the list."""
    product = read(with_texts(Product.objects.filter(live=True), "name").get(public_id=product_id))
    with transaction.atomic():
        locked = _lock(wishlist) or Wishlist.objects.create()
        if not locked.items.filter(product=product).exists():
            if locked.items.count() >= LONGEST:
                raise ValidationError(
                    _("Your wishlist is full: it holds %(most)s products."),
                    params={"most": LONGEST},
                )
            WishlistItem.objects.create(wishlist=locked, product=product)
        _touch(locked)
    return locked, product


def remove_wish(*, wishlist: Wishlist, product_id: UUID) -> None:
    """Take the product off the list, published or not; nothing happens if it is not on it."""
    with transaction.atomic():
        locked = _lock(wishlist)
        if locked is not None:
            locked.items.filter(product__public_id=product_id).delete()
            _touch(locked)


def share(*, wishlist: Wishlist) -> None:
    """Give the list a link to read it by; it keeps the one it has."""
    with transaction.atomic():
        locked = _lock(wishlist)
        if locked is not None and not locked.share_token:
            locked.share_token = new_wishlist_token()
            locked.save(update_fields=["share_token"])


def stop_sharing(*, wishlist: Wishlist) -> None:
    """The link that was given leads nowhere from now on."""
    Wishlist.objects.filter(pk=wishlist.pk).update(share_token="")


def prune_wishlists() -> int:
    """Drop the lists of all stores that nobody has changed for ``LIFETIME``; returns how many."""
    with platform_scope():
        old = Wishlist.objects.filter(updated_at__lt=timezone.now() - LIFETIME)
        return old.delete()[1].get(Wishlist._meta.label, 0)


def _lock(wishlist: Wishlist | None) -> Wishlist | None:
    if wishlist is None:
        return None
    return Wishlist.objects.select_for_update().filter(pk=wishlist.pk).first()


def _touch(wishlist: Wishlist) -> None:
    wishlist.updated_at = timezone.now()
    wishlist.save(update_fields=["updated_at"])
