"""What shoppers do with a cart. Each locks the cart's row, so two at once add up; what is refused
raises ValidationError with words for the shopper and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Variant
from catalog.selectors.availability import availability_of
from catalog.selectors.stock import free_units
from commerce.models import Cart, CartLine
from commerce.models.cart import MAX_QUANTITY, new_expiry, new_token
from commerce.selectors.carts import draft_reference, find_variant
from commerce.selectors.quantities import check_quantity
from commerce.services.locks import lock_cart
from stores.models import Store

MAX_LINES = 100


def add_to_cart(
    *, cart: Cart | None, store: Store, variant_id: str, quantity: int | None = None
) -> CartLine:
    """Put ``quantity`` more of the variant with this public id into ``cart``, or into a new one
    if there is none or it was closed meanwhile. Without a quantity: as few as it is sold in, and
    one more of what is there already."""
    variant = find_variant(variant_id)
    if variant is None:
        raise ValidationError(_("This product is not available any more."))
    if quantity is not None:
        check_bounds(quantity, least=1)
    with transaction.atomic():
        locked = _lock_open(cart) or Cart.objects.create(store=store, currency=store.currency)
        line = locked.lines.filter(variant=variant).first()
        if line is None:
            if locked.lines.count() >= MAX_LINES:
                raise ValidationError(
                    _("Your cart is full: it holds %(most)s different products."),
                    params={"most": MAX_LINES},
                )
            line = CartLine(cart=locked, store_id=locked.store_id, variant=variant, quantity=0)
        if quantity is None:
            quantity = 1 if line.quantity else variant.product.minimum_quantity
        _check_available(locked, variant, line.quantity + quantity, in_cart=line.quantity)
        line.quantity += quantity
        line.save()
        _touch(locked)
        line.cart = locked
        return line


def change_line(*, cart: Cart, variant_id: str, quantity: int) -> None:
    """Set the quantity of a line; 0 removes it."""
    check_bounds(quantity, least=0)
    with transaction.atomic():
        locked = _lock_open(cart)
        line = _find_line(locked, variant_id)
        if locked is None or line is None:
            raise ValidationError(_("This product is not in your cart any more."))
        if quantity == 0:
            line.delete()
        else:
            if find_variant(variant_id) is None:
                raise ValidationError(
                    _("%(product)s is not available any more. Remove it to go on."),
                    params={"product": line.variant},
                )
            _check_available(locked, line.variant, quantity)
            line.quantity = quantity
            line.save(update_fields=["quantity"])
        _touch(locked)


def continue_in_new_cart(cart: Cart, *, ordered: Mapping[int, int] | None = None) -> Cart | None:
    """Close a locked cart. What is in it beyond ``ordered`` (variant id → units) goes on in a
    new cart, which takes the token over, so that the shopper's browser finds it."""
    ordered = ordered or {}
    left = {
        line.variant_id: line.quantity - ordered.get(line.variant_id, 0)
        for line in cart.lines.all()
    }
    left = {variant_id: quantity for variant_id, quantity in left.items() if quantity > 0}
    token, cart.closed_at = cart.token, timezone.now()
    if left:
        cart.token = new_token()
    cart.save(update_fields=["closed_at", "token", "updated_at"])
    if not left:
        return None
    successor = Cart.objects.create(
        store_id=cart.store_id,
        token=token,
        currency=cart.currency,
        email=cart.email,
        shipping_address=cart.shipping_address,
        shipping_method_id=cart.shipping_method_id,
    )
    CartLine.objects.bulk_create(
        CartLine(cart=successor, store_id=cart.store_id, variant_id=variant_id, quantity=quantity)
        for variant_id, quantity in left.items()
    )
    return successor


def check_bounds(quantity: int, *, least: int) -> None:
    if not least <= quantity <= MAX_QUANTITY:
        raise ValidationError(
            _("%(quantity)s is not a quantity: give a number from %(least)s to %(most)s."),
            params={"quantity": quantity, "least": least, "most": MAX_QUANTITY},
        )


def _lock_open(cart: Cart | None) -> Cart | None:
    """The cart under lock; if it was closed while we waited, the one that took its token over."""
    if cart is None:
        return None
    locked = lock_cart(cart.pk)
    if locked.is_open:
        return locked
    successor = Cart.objects.filter(token=cart.token, closed_at=None).exclude(pk=cart.pk).first()
    return lock_cart(successor.pk) if successor else None


def _find_line(cart: Cart | None, variant_id: str) -> CartLine | None:
    if cart is None:
        return None
    lines = cart.lines.select_related("variant__product")
    return next((line for line in lines if str(line.variant.public_id) == variant_id), None)


def _check_available(cart: Cart, variant: Variant, wanted: int, *, in_cart: int = 0) -> None:
    free = free_units([variant.pk], held_for=draft_reference(cart)).get(variant.pk, 0)
    availability = availability_of(variant.product, variant, free, wanted=wanted)
    check_quantity(availability, variant, wanted, in_cart=in_cart)


def _touch(cart: Cart) -> None:
    cart.expires_at = new_expiry()
    cart.save(update_fields=["expires_at", "updated_at"])
