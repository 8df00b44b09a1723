"""The only module that locks and changes stock.

Rows are locked in primary-key order, so that two orders of the same goods wait for each other
and never for one another's second row. What belongs to an order runs inside the caller's
transaction, and refuses to run outside one.

A variant that becomes available or sold out refreshes the read model and the store's generation,
a row that other transactions wait for: call these functions before anything else that touches
the generation, such as saving a product. Everybody locks in this order: stock items, products,
their rows of the read model, the generation; each in primary-key order.

A variant's stock policy is read under the lock, which whoever publishes it takes, too. What is
sold beyond the stock takes ``on_hand`` below zero: so many are owed. What is not counted is
neither held nor moved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Sum
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import (
    StockItem,
    StockMovement,
    StockPolicy,
    StockReservation,
    Variant,
)
from catalog.selectors.stock_levels import BEYOND_STOCK, Terms, told_wrong
from catalog.services.index_product import index_products
from catalog.services.stock_notices import variants_are_back
from stores.models.store import touch_generation

if TYPE_CHECKING:
    from stores.models import User

MAX_ON_HAND = 1_000_000_000
Reason = StockMovement.Reason


class OutOfStock(Exception):
    """Not enough is there. ``shortages``: variant id → units that could be had."""

    def __init__(self, shortages: Mapping[int, int]) -> None:
        self.shortages = dict(shortages)
        super().__init__(f"Out of stock, variant: units left: {self.shortages}")


def reserve(*, reference: UUID, quantities: Mapping[int, int], lifetime: timedelta) -> None:
    """Hold ``quantities`` (variant id → units) for the order ``reference``, until ``lifetime``
    has passed. Replaces what was held for it before, so calling it twice holds once.

    Locks the stock items. Raises OutOfStock, and then holds what it held before."""
    shelf = _Shelf.lock(quantities, reference)
    shelf.require(quantities)
    held = shelf.counted(quantities)
    StockReservation.objects.filter(reference=reference).exclude(
        item__variant_id__in=list(held)
    ).delete()
    expires_at = timezone.now() + lifetime
    StockReservation.objects.bulk_create(
        [
            StockReservation(
                item=shelf.items[variant_id],
                store_id=shelf.items[variant_id].store_id,
                reference=reference,
                quantity=quantity,
                expires_at=expires_at,
            )
            for variant_id, quantity in held.items()
        ],
        update_conflicts=True,
        unique_fields=["item", "reference"],
        update_fields=["quantity", "expires_at"],
    )
    shelf.announce(held, look=False)


def release(*, reference: UUID) -> None:
    """Give back what is held for ``reference``. Locks the stock items; twice does nothing."""
    shelf = _Shelf.lock([], reference)
    StockReservation.objects.filter(reference=reference).delete()
    shelf.announce({})


def consume(*, reference: UUID, quantities: Mapping[int, int]) -> None:
    """Sell ``quantities`` (variant id → units) to the order ``reference``: on hand goes down and
    its reservation ends. A reservation that expired does not matter while enough is there.

    Locks the stock items. Raises OutOfStock and changes nothing. Called twice it sells twice:
    the caller holds the order's lock and looks at its status."""
    shelf = _Shelf.lock(quantities, reference)
    shelf.require(quantities)
    StockReservation.objects.filter(reference=reference).delete()
    changes = {variant_id: -units for variant_id, units in shelf.counted(quantities).items()}
    shelf.move(changes, reason=Reason.SALE, note=str(reference))
    shelf.announce({}, look=False)


def restock(*, reference: UUID, quantities: Mapping[int, int], user: User | None = None) -> None:
    """Put units of a canceled order back: at most as many as it took, for what was not counted
    when it was sold is not missing. Locks the stock items; all put back twice is put back once."""
    shelf = _Shelf.lock(quantities)
    taken = shelf.taken_by(reference)
    back = {v: min(units, taken.get(v, 0)) for v, units in quantities.items()}
    shelf.move(
        {v: units for v, units in back.items() if units > 0},
        reason=Reason.RESTOCK,
        note=str(reference),
        user=user,
    )
    shelf.announce({})


def adjust(*, variant_id: int, on_hand: int, user: User | None) -> None:
    """Set stock to what was counted. Locks the stock item; the same figure twice writes one
    movement. Raises ValidationError for a figure that cannot be, Variant.DoesNotExist."""
    adjust_all(counts={variant_id: on_hand}, user=user)


def adjust_all(*, counts: Mapping[int, int], user: User | None) -> None:
    """``adjust`` for several (variant id → counted), all or none, locked together: one after
    the other in one transaction could deadlock with a sale of the same goods."""
    _set(counts, reason=Reason.ADJUSTMENT, user=user)


def set_initial(*, variant_id: int, on_hand: int, user: User | None = None) -> None:
    """The first count of a new variant; like ``adjust`` with another reason."""
    _set({variant_id: on_hand}, reason=Reason.INITIAL, user=user)


def lock_product(product_id: int) -> None:
    """Lock the stock of a product before the product itself is written: in that order a sale
    takes them. Inside the caller's transaction."""
    items = StockItem.objects.select_for_update(of=("self",)).order_by("pk")
    list(items.filter(variant__product_id=product_id).values_list("pk"))


def _set(counts: Mapping[int, int], *, reason: str, user: User | None) -> None:
    with transaction.atomic():
        shelf = _Shelf.lock(counts)
        if missing := set(counts) - set(shelf.items):
            raise Variant.DoesNotExist(f"No stock in this store for variants {missing}.")
        for variant_id, on_hand in counts.items():
            _check_count(on_hand, shelf.terms[variant_id])
        changes = {
            variant_id: on_hand - shelf.items[variant_id].on_hand
            for variant_id, on_hand in counts.items()
        }
        shelf.move({v: change for v, change in changes.items() if change}, reason=reason, user=user)
        shelf.announce({})


def least_count(policy: str) -> int:
    """Only what is sold beyond the stock can be owed."""
    return -MAX_ON_HAND if policy == StockPolicy.BACKORDER else 0


def terms_and_reservations(
    items: Mapping[int, StockItem], reference: UUID | None
) -> Iterable[tuple[int, str, int, list[dict[str, Any]]]]:
    """Variant id, stock policy, smallest quantity, and what is held: of all that has not lapsed,
    and of what ``reference`` held. One query."""
    now = timezone.now()
    nobody = UUID(int=0)
    is_ours = Q(reference=reference or nobody)
    held = StockReservation.objects.filter(
        Q(expires_at__gt=now) | is_ours, item_id=OuterRef("pk")
    ).values(
        row=JSONObject(
            quantity="quantity",
            ours=ExpressionWrapper(is_ours, BooleanField()),
            lapsed=ExpressionWrapper(Q(expires_at__lte=now), BooleanField()),
        )
    )
    known = StockItem.objects.filter(pk__in=[item.pk for item in items.values()])
    return known.values_list(
        "variant_id", "variant__stock_policy", "variant__product__minimum_quantity",
        ArraySubquery(held),
    )  # fmt: skip


def _check_count(on_hand: int, terms: Terms) -> None:
    least = least_count(terms.policy)
    if not least <= on_hand <= MAX_ON_HAND:
        raise ValidationError(
            _("%(value)s is not a stock: give a number from %(least)s to %(most)s."),
            params={"value": on_hand, "least": least, "most": MAX_ON_HAND},
        )


class _Shelf:
    """Locked stock items by variant, and what other orders hold of them."""

    def __init__(self, items: dict[int, StockItem], reference: UUID | None) -> None:
        self.items = items
        self.terms: dict[int, Terms] = {}
        self.held_by_others: dict[int, int] = defaultdict(int)
        self.held_by_us: dict[int, int] = defaultdict(int)
        lapsed_of_ours: dict[int, int] = defaultdict(int)
        for variant_id, policy, smallest, reservations in terms_and_reservations(items, reference):
            self.terms[variant_id] = Terms(policy, smallest)
            for row in reservations:
                if row["lapsed"]:
                    lapsed_of_ours[variant_id] += row["quantity"]
                    continue
                held = self.held_by_us if row["ours"] else self.held_by_others
                held[variant_id] += row["quantity"]
        self.was_available = {
            variant_id: {
                terms.can_be_had(available),
                terms.can_be_had(available - lapsed_of_ours[variant_id]),
            }
            for variant_id, terms in self.terms.items()
            for available in [self._available(variant_id, self.held_by_us[variant_id])]
        }
        """What shoppers may have been told. Nobody tells them when a reservation of ours lapses,
        so they may have heard both."""

    @classmethod
    def lock(cls, variant_ids: Iterable[int], reference: UUID | None = None) -> _Shelf:
        """The items of these variants and those that ``reference`` holds some of. What is held
        is read by a second statement, which sees what the lock waited for."""
        wanted = Q(variant_id__in=sorted(variant_ids))
        if reference is not None:
            held = StockReservation.objects.filter(reference=reference)
            wanted |= Q(pk__in=held.values("item"))
        locked = StockItem.objects.select_for_update().filter(wanted).order_by("pk")
        return cls({item.variant_id: item for item in locked}, reference)

    def _available(self, variant_id: int, held_by_us: int) -> int:
        return self.items[variant_id].on_hand - self.held_by_others[variant_id] - held_by_us

    def _can_be_had(self, variant_id: int, held_by_us: int) -> bool:
        return self.terms[variant_id].can_be_had(self._available(variant_id, held_by_us))

    def require(self, quantities: Mapping[int, int]) -> None:
        """Raise OutOfStock unless each quantity can be promised to us. What we hold already is
        ours, even where a later count found less than all orders together hold."""
        shortages = {}
        for variant_id, quantity in quantities.items():
            if variant_id not in self.items:
                shortages[variant_id] = 0
                continue
            if self.terms[variant_id].policy in BEYOND_STOCK:
                continue
            ours = min(self.held_by_us[variant_id], self.items[variant_id].on_hand)
            free = max(self._available(variant_id, 0), ours, 0)
            if free < quantity:
                shortages[variant_id] = free
        if shortages:
            raise OutOfStock(shortages)

    def counted(self, quantities: Mapping[int, int]) -> dict[int, int]:
        """Without what is not counted."""
        return {v: units for v, units in quantities.items() if self.terms[v].is_counted}

    def taken_by(self, reference: UUID) -> dict[int, int]:
        """Units that the order took and did not give back, by variant."""
        moved = (
            StockMovement.objects.filter(
                item__in=list(self.items.values()),
                reference=str(reference),
                reason__in=(Reason.SALE, Reason.RESTOCK),
            )
            .order_by()
            .values_list("item__variant_id")
            .annotate(units=Sum("change"))
        )
        return {variant_id: -units for variant_id, units in moved}

    def move(
        self,
        changes: Mapping[int, int],
        *,
        reason: str,
        note: str = "",
        user: User | None = None,
    ) -> None:
        """Change on hand and write the movements. Items that are gone are passed over."""
        moved = [variant_id for variant_id in changes if variant_id in self.items]
        if not moved:
            return
        for variant_id in moved:
            self.items[variant_id].on_hand += changes[variant_id]
        StockItem.objects.bulk_update([self.items[v] for v in moved], ["on_hand"])
        StockMovement.objects.bulk_create(
            StockMovement(
                item=self.items[variant_id],
                store_id=self.items[variant_id].store_id,
                change=changes[variant_id],
                reason=reason,
                reference=note,
                user=user,
            )
            for variant_id in moved
        )

    def announce(self, held_by_us: Mapping[int, int], *, look: bool = True) -> None:
        """Tell the read model and the page cache of variants that became available or sold
        out; ``held_by_us`` is what our reservation holds after the change. Last in the change.

        Others' reservations lapse unannounced as well. ``look`` finds the products that the read
        model is wrong about; whoever buys is spared it, and lists ask the stock themselves."""
        crossed = [
            variant_id
            for variant_id, before in self.was_available.items()
            if before != {self._can_be_had(variant_id, held_by_us.get(variant_id, 0))}
        ]
        stale: set[int] = set()
        if crossed:
            variants = Variant.objects.filter(pk__in=crossed)
            stale.update(variants.values_list("product_id", flat=True))
            variants_are_back(
                variant_id
                for variant_id in crossed
                if self._available(variant_id, held_by_us.get(variant_id, 0)) > 0
            )
        if look:
            stale.update(told_wrong(self.items))
        if not stale:
            return
        index_products(product_ids=stale)
        touch_generation(next(iter(self.items.values())).store_id)
