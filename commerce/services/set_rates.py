from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from commerce.exchange_rates import Rate
from commerce.models import ExchangeRate
from commerce.tasks import convert_figures
from stores.scope import platform_scope
from stores.services.record_audit import record_audit

OLDEST = timedelta(days=3 * 366)
"""Older ones are of no use: reports go back two years."""


def set_rates(*, rates: Collection[Rate]) -> int:
    """Write down exchange rates, over those there are of the same days, in one transaction in the
    platform's scope; returns how many. Days longer ago than ``OLDEST`` and days to come are left
    out. Revenue in the platform's currency follows in the background. Twice changes nothing."""
    today = timezone.now().date()
    kept = {
        (rate.currency, rate.day): rate for rate in rates if today - OLDEST <= rate.day <= today
    }
    if not kept:
        return 0
    since, until = min(day for _c, day in kept), max(day for _c, day in kept)
    with platform_scope(), transaction.atomic():
        ExchangeRate.objects.bulk_create(
            [
                ExchangeRate(currency=rate.currency, day=rate.day, rate=rate.rate)
                for _key, rate in sorted(kept.items())
            ],
            batch_size=2_000,
            update_conflicts=True,
            unique_fields=["currency", "day"],
            update_fields=["rate"],
        )
        record_audit(
            action="exchange_rates.changed",
            object_name=", ".join(sorted({currency for currency, _day in kept})),
            after={"from": since.isoformat(), "until": until.isoformat(), "rates": len(kept)},
        )
        transaction.on_commit(lambda: enqueue(since))
    return len(kept)


def enqueue(since: date) -> None:
    convert_figures.enqueue(since.isoformat())
