"""What was ordered in a demo store's first two months: the same for the same store and day."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from commerce.addresses import Address
from platform_site.demo.data import DemoStore

DAYS = 60
NEWEST = timedelta(hours=4)
COUNTS = (28, 38)
SAFE_STOCK = 5
"""Canceled orders name variants of which this many are left: their goods come and go."""


class Fate(Enum):
    """How far an order has come."""

    UNPAID = "unpaid"
    TO_SHIP = "to ship"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    placed_at: datetime
    shopper: Address
    lines: tuple[tuple[str, int], ...]
    """(SKU, quantity)."""
    shipping_method: str
    pays_by: str
    fate: Fate
    tracking_number: str
    note: str

    @property
    def keeps_goods(self) -> bool:
        return self.fate is not Fate.CANCELED


# Of the latest orders, so that every status can be seen in every store; the rest by age.
LATEST = (
    Fate.TO_SHIP,
    Fate.UNPAID,
    Fate.TO_SHIP,
    Fate.SHIPPED,
    Fate.TO_SHIP,
    Fate.CANCELED,
    Fate.UNPAID,
    Fate.SHIPPED,
)
NOTES = (
    "Please leave it with the neighbours if nobody is in.",
    "It is a present: no invoice in the parcel, please.",
    "The bell does not work, please knock.",
)


def plan_orders(demo: DemoStore, now: datetime) -> list[PlannedOrder]:
    """Oldest first."""
    chance = random.Random(demo.slug)  # noqa: S311 - invented shoppers, not secrets.
    moments = choose_moments(demo, chance, now)
    return [
        plan_order(demo, chance, moment, choose_fate(demo, chance, from_latest, now - moment))
        for from_latest, moment in reversed(list(enumerate(reversed(moments))))
    ]


def choose_moments(demo: DemoStore, chance: random.Random, now: datetime) -> list[datetime]:
    """More of them lately than at the beginning, and none in the small hours of the store.
    A suspended store has had a few, and none for a month."""
    count, newest = chance.randint(*COUNTS), NEWEST
    if demo.suspended_because:
        count, newest = 6, timedelta(days=33)
    span = timedelta(days=DAYS) - newest
    moments = [now - newest - span * (1 - chance.random() ** 0.7) for _ in range(count - 1)]
    return sorted(awake(moment, demo) for moment in [now - newest, *moments])


def awake(moment: datetime, demo: DemoStore) -> datetime:
    hour = moment.astimezone(ZoneInfo(demo.spec["timezone"])).hour
    return moment - timedelta(hours=8) if hour < 7 else moment


def choose_fate(demo: DemoStore, chance: random.Random, from_latest: int, age: timedelta) -> Fate:
    if demo.suspended_because:
        return Fate.COMPLETED if from_latest else Fate.CANCELED
    if from_latest < len(LATEST):
        return LATEST[from_latest]
    if age < timedelta(days=6):
        return Fate.SHIPPED
    return chance.choices((Fate.COMPLETED, Fate.SHIPPED, Fate.CANCELED), (85, 8, 7))[0]


def plan_order(
    demo: DemoStore, chance: random.Random, placed_at: datetime, fate: Fate
) -> PlannedOrder:
    pays_by = chance.choices(("test", "manual"), (65, 35))[0]
    shopper = chance.choices(demo.shoppers, [1 / (3 + n) for n in range(len(demo.shoppers))])[0]
    return PlannedOrder(
        placed_at=placed_at,
        shopper=shopper,
        lines=choose_lines(demo, chance, least_stock=SAFE_STOCK if fate is Fate.CANCELED else 0),
        shipping_method=choose_shipping(demo, chance, shopper),
        pays_by="manual" if fate is Fate.UNPAID else pays_by,
        fate=fate,
        tracking_number=str(chance.randrange(10**11, 10**12)),
        note=chance.choice(NOTES) if chance.random() < 0.12 else "",
    )


def choose_shipping(demo: DemoStore, chance: random.Random, shopper: Address) -> str:
    """The first way in the file is the usual one, the second the one abroad."""
    codes = [method["code"] for method in demo.spec["shipping_methods"]]
    if shopper.country != demo.spec["country"]:
        return codes[1]
    return codes[-1] if chance.random() < 0.12 and not demo.suspended_because else codes[0]


def choose_lines(
    demo: DemoStore, chance: random.Random, *, least_stock: int
) -> tuple[tuple[str, int], ...]:
    """One to three products, the first in the file more often; of each a variant, the first
    more often; one piece mostly."""
    quantities: Counter[str] = Counter()
    offered = [
        [variant["sku"] for variant in product["variants"] if variant["stock"] >= least_stock]
        for product in demo.spec["products"]
    ]
    offered = [skus for skus in offered if skus]
    for _ in range(chance.choices((1, 2, 3), (45, 38, 17))[0]):
        skus = chance.choices(offered, [1 / (2 + n) for n in range(len(offered))])[0]
        sku = chance.choices(skus, [1 / (1 + n) for n in range(len(skus))])[0]
        quantities[sku] += chance.choices((1, 2), (80, 20))[0]
    return tuple((sku, min(quantity, 4)) for sku, quantity in quantities.items())


def units_sold(orders: Sequence[PlannedOrder]) -> dict[str, int]:
    """SKU → units that orders keep; those of canceled ones go back."""
    counted: Counter[str] = Counter()
    for order in orders:
        if order.keeps_goods:
            counted.update(dict(order.lines))
    return dict(counted)
