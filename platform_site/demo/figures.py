"""What a demo store's reports need besides its orders: past visits, and rates to add up by."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from commerce.exchange_rates import Rate
from commerce.models import DailyFigures, Order, Visit
from commerce.services.figures.days import visits_since
from commerce.services.set_rates import set_rates
from stores.models import Store
from stores.scope import store_scope

DAYS = 60
RATES = {"USD": "1.0832", "GBP": "0.8421", "JPY": "163.52", "CHF": "0.9415", "KWD": "0.3329",
         "SEK": "11.384", "DKK": "7.4602", "CAD": "1.5104", "AUD": "1.6611"}  # fmt: skip


def add_past_visits(store: Store) -> None:
    """As many as its orders ask for: of a hundred visitors three or four buy. The latest days
    have their visits, earlier ones what was counted of them. The same for the same store."""
    chance = random.Random(store.slug)  # noqa: S311 - invented visitors, not secrets
    zone = ZoneInfo(store.time_zone)
    today = timezone.now().astimezone(zone).date()
    with store_scope(store):
        bought: dict[date, int] = {}
        for placed_at in Order.objects.exclude(number=None).values_list("placed_at", flat=True):
            if placed_at is not None:
                day = placed_at.astimezone(zone).date()
                bought[day] = bought.get(day, 0) + 1
        last = max(bought, default=today)  # A store that was suspended has no visitors since.
        for ago in range(DAYS):
            day = today - timedelta(days=ago)
            if day > last + timedelta(days=3):
                continue
            steps = funnel(chance, day, bought.get(day, 0))
            if day < visits_since():
                visitors, carts, checkouts, buyers = steps
                DailyFigures.objects.create(
                    day=day,
                    currency=store.currency,
                    visitors=visitors,
                    carts=carts,
                    checkouts=checkouts,
                    buyers=buyers,
                )
            else:
                Visit.objects.bulk_create(visits(chance, day, steps))


def funnel(chance: random.Random, day: date, buyers: int) -> tuple[int, int, int, int]:
    """Visitors, carts, check-outs and buyers; weekends are busier."""
    visitors = int(chance.randint(9, 22) * (1.3 if day.weekday() >= 5 else 1)) + buyers * 6
    carts = buyers * 2 + chance.randint(0, 3)
    return visitors, carts, buyers + chance.randint(0, min(2, carts - buyers)), buyers


def visits(chance: random.Random, day: date, steps: tuple[int, int, int, int]) -> Iterator[Visit]:
    people = [UUID(int=chance.getrandbits(128)) for _ in range(steps[0])]
    for step, count in zip(Visit.Step, steps, strict=True):
        for person in people[:count]:
            yield Visit(day=day, visitor=person, step=step)


def add_rates() -> None:
    """Invented, near what they were in 2025: a month apart over the last year."""
    chance = random.Random("rates")  # noqa: S311 - invented
    today = timezone.now().date()
    set_rates(
        rates=[
            Rate(
                currency,
                today - timedelta(days=30 * months),
                round(Decimal(rate) * Decimal(chance.randint(985, 1015)) / 1000, 4),
            )
            for months in range(14)
            for currency, rate in RATES.items()
        ]
    )
