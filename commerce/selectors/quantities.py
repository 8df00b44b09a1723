"""Whether so many of a variant can be ordered, in words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Variant
from catalog.selectors.availability import MOST, Availability, State


def problem_of(availability: Availability, variant: Variant, quantity: int) -> str:
    """What keeps a line of the cart from being ordered; or empty."""
    if availability.state == State.SOLD_OUT:
        return _("Sold out. Remove it to go on.")
    if not availability.can_be_bought:
        return _("It is sold from %(least)d pieces on, and fewer are left. Remove it to go on.") % {
            "least": availability.smallest
        }
    if quantity < availability.smallest:
        return _("It is sold from %(least)d pieces on. Change the quantity to go on.") % {
            "least": availability.smallest
        }
    if quantity <= availability.largest:
        return ""
    if quantity > (most := most_of(variant)):
        return _("At most %(most)d in one order. Change the quantity to go on.") % {"most": most}
    return ngettext(
        "Only %(available)s is left. Change the quantity to go on.",
        "Only %(available)s are left. Change the quantity to go on.",
        availability.largest,
    ) % {"available": availability.largest}


def check_quantity(
    availability: Availability, variant: Variant, wanted: int, *, in_cart: int = 0
) -> None:
    """Raises ValidationError with words for the shopper who wants so many in the cart, of which
    ``in_cart`` are there already."""
    largest, smallest = availability.largest, availability.smallest
    if availability.state == State.SOLD_OUT:
        raise ValidationError(_("%(product)s is sold out."), params={"product": variant})
    if not availability.can_be_bought:
        raise ValidationError(
            _("%(product)s is sold from %(least)s pieces on, and fewer are left."),
            params={"product": variant, "least": smallest},
        )
    if wanted < smallest:
        raise ValidationError(
            _("%(product)s is sold from %(least)s pieces on."),
            params={"product": variant, "least": smallest},
        )
    if wanted <= largest:
        return
    most = most_of(variant)
    if wanted > most:
        message = _("You can order at most %(most)s of %(product)s.")
    else:
        most = largest
        message = ngettext(
            "Only %(most)s of %(product)s is left.",
            "Only %(most)s of %(product)s are left.",
            largest,
        )
    if in_cart:
        message += " " + _("Your cart has %(in_cart)s already.")
    raise ValidationError(message, params={"most": most, "product": variant, "in_cart": in_cart})


def most_of(variant: Variant) -> int:
    """The largest quantity of one order, whatever the stock."""
    return min(variant.product.maximum_quantity or MOST, MOST)
