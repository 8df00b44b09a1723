from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product, ProductImage, Variant
from catalog.selectors.availability import Availability, State, availability_of
from catalog.selectors.stock import free_units
from catalog.selectors.translations import read_variants
from commerce.models import Cart, CartLine, Order
from commerce.selectors.quantities import most_of, problem_of
from stores.models import Image
from stores.money import Money
from stores.pictures import load_renditions
from stores.scope import PLATFORM_ID, owner_id

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


@dataclass(frozen=True, slots=True)
class CartItem:
    """A line of a cart as it stands now."""

    line: CartLine
    variant: Variant
    product: Product
    quantity: int
    availability: Availability
    """Of this many, what this cart holds already counted in."""
    for_sale: bool
    """Published and not retired; what is not is neither priced nor sold."""
    problem: str
    """What keeps the line from being ordered, in words for the shopper; or empty."""

    @property
    def unit_price(self) -> Money:
        return self.variant.money

    @property
    def total(self) -> Money:
        return self.variant.money * self.quantity

    @property
    def image(self) -> Image | None:
        if self.variant.image is not None:
            return self.variant.image
        main = self.product.main_image
        return main.image if main else None

    @property
    def is_in_bounds(self) -> bool:
        """As many as the product may be ordered in, whatever the stock."""
        return self.availability.smallest <= self.quantity <= most_of(self.variant)

    @property
    def note(self) -> str:
        """That it is yet to come, and when; mostly empty."""
        return self.availability.words if self.availability.state == State.TO_ORDER else ""


def find_cart(token: str | None) -> Cart | None:
    """The cart that a cookie names, open or not; garbage and foreign tokens name none."""
    if not token or not TOKEN.fullmatch(token):
        return None
    return (
        Cart.objects.filter(store_id=owner_id() or PLATFORM_ID, token=token)
        .select_related("shipping_method", "payment_method")
        .first()
    )


def count_items(token: str | None) -> int:
    """Units in the open cart of this token, in one query; none without a token."""
    if not token or not TOKEN.fullmatch(token):
        return 0
    counted = CartLine.objects.filter(
        cart__store_id=owner_id() or PLATFORM_ID,
        cart__token=token,
        cart__closed_at=None,
        cart__expires_at__gt=timezone.now(),
    ).aggregate(total=Sum("quantity"))
    return counted["total"] or 0


def find_variant(public_id: str) -> Variant | None:
    """The variant a shopper asks for, if it is for sale."""
    try:
        uuid = UUID(public_id)
    except (ValueError, AttributeError, TypeError):
        return None
    found = (
        Variant.objects.select_related("product")
        .filter(public_id=uuid, retired_at=None, product__live=True)
        .first()
    )
    read_variants([found] if found else [])
    return found


def draft_reference(cart: Cart) -> UUID | None:
    """The public id of the order that is being paid for this cart, which holds stock for it."""
    return (
        Order.objects.filter(cart=cart, status=Order.Status.DRAFT)
        .values_list("public_id", flat=True)
        .first()
    )


def cart_items(
    cart: Cart, *, held_for: UUID | None = None, with_pictures: bool = True
) -> list[CartItem]:
    """The lines in their order, in a number of queries that does not depend on how many.
    ``held_for`` is the draft order of the cart; without it, it is looked up."""
    found = cart.lines.select_related("variant__product", "variant__image")
    if with_pictures:
        images = ProductImage.objects.select_related("image")
        found = found.prefetch_related(Prefetch("variant__product__images", images))
    lines = list(found)
    if not lines:
        return []
    read_variants(line.variant for line in lines)
    free = free_units(
        [line.variant_id for line in lines], held_for=held_for or draft_reference(cart)
    )
    items = [_item(cart, line, free.get(line.variant_id, 0)) for line in lines]
    if with_pictures:
        load_renditions(item.image for item in items)
    return items


def _item(cart: Cart, line: CartLine, free: int) -> CartItem:
    variant = line.variant
    availability = availability_of(variant.product, variant, free, wanted=line.quantity)
    for_sale = (
        variant.retired_at is None
        and variant.product.live
        and variant.currency == cart.store.currency
    )
    return CartItem(
        line=line,
        variant=variant,
        product=variant.product,
        quantity=line.quantity,
        availability=availability,
        for_sale=for_sale,
        problem=problem_of(availability, variant, line.quantity)
        if for_sale
        else _("Not available any more. Remove it to go on."),
    )
