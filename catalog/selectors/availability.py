"""Whether a variant can be had now, how many, and what the shopper is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from catalog.models import Product, StockItem, StockPolicy, Variant
from catalog.selectors.stock_levels import FEW, with_levels

MOST = 999
"""Of one variant in a cart."""


class State(StrEnum):
    IN_STOCK = "in_stock"
    FEW = "few"
    TO_ORDER = "to_order"
    SOLD_OUT = "sold_out"


@dataclass(frozen=True, slots=True)
class Availability:
    state: State
    quantity: int
    """Units on the shelf that nobody holds; of what is not counted, 0."""
    smallest: int
    """What the quantity field begins with."""
    largest: int
    """What can be ordered at most now; 0: nothing."""
    expected: date | None = None
    """When what is ordered beyond the stock comes in, if the store says so."""

    @property
    def can_be_bought(self) -> bool:
        return self.largest >= self.smallest

    @property
    def words(self) -> str:
        """The line on the product's page."""
        if self.state == State.TO_ORDER:
            if self.expected:
                day = date_format(self.expected, "DATE_FORMAT")
                return gettext("Available to order, expected on %(day)s") % {"day": day}
            return gettext("Available to order")
        if self.state == State.SOLD_OUT:
            return gettext("Sold out")
        if self.state == State.FEW:
            return ngettext("Only %(n)d left", "Only %(n)d left", self.quantity) % {
                "n": self.quantity
            }
        return gettext("In stock")

    @property
    def bounds(self) -> str:
        """What has to be said of the quantity; mostly nothing."""
        if self.state != State.SOLD_OUT and not self.can_be_bought:
            return gettext("It is sold from %(n)d pieces on, and fewer are left.") % {
                "n": self.smallest
            }
        if self.smallest > 1:
            return gettext("At least %(n)d pieces.") % {"n": self.smallest}
        return ""


def free_units_of_variant() -> Subquery:
    """For ``annotate()`` on variants: ``free_units`` within their query."""
    items = StockItem.objects.filter(variant_id=OuterRef("pk"))
    return Subquery(with_levels(items).values("available")[:1])  # type: ignore[misc]


def availability_of(
    product: Product, variant: Variant, free: int, *, wanted: int = 0
) -> Availability:
    """``free`` is what the shelf holds for everybody; the variant's stock policy says what that
    means, the product's smallest and largest quantity what can be ordered. For who wants more
    than one, say how many: part of it may be yet to come."""
    smallest = product.minimum_quantity or 1
    largest = min(product.maximum_quantity or MOST, MOST)
    free = max(free, 0)
    if variant.stock_policy == StockPolicy.UNTRACKED:
        return Availability(State.IN_STOCK, 0, smallest, largest)
    if variant.stock_policy == StockPolicy.BACKORDER and free < max(smallest, wanted):
        until = variant.backorder_until
        expected = until if until and until > timezone.localdate() else None
        return Availability(State.TO_ORDER, free, smallest, largest, expected)
    if variant.stock_policy == StockPolicy.BACKORDER:
        return Availability(State.IN_STOCK, free, smallest, largest)
    if not free:
        return Availability(State.SOLD_OUT, 0, smallest, 0)
    mark = FEW if variant.low_stock_at is None else variant.low_stock_at
    state = State.FEW if free <= mark else State.IN_STOCK
    return Availability(state, free, smallest, min(largest, free))
