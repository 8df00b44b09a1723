from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from commerce.models import StoreCount, Visit
from commerce.services.figures.alone import alone
from commerce.services.figures.convert import convert_figures
from commerce.services.figures.days import KEEP_VISITS, count_days, days_of, days_of_customers
from commerce.services.figures.rebuild import rebuild_figures
from commerce.services.figures.totals import (
    all_stores,
    count_stores,
    currency_changed,
    stores_behind,
    stores_moved,
    sum_periods,
    sum_platform,
)
from commerce.visits.salt import forget_salts

MOST = 50_000
"""Rows of what is due that are taken at once; the rest is for the next turn."""

# What is written while this runs stays for the next time.
TAKE_DUE = """
WITH taken AS (
    DELETE FROM commerce_figuresdue WHERE id IN (
        SELECT id FROM commerce_figuresdue ORDER BY id LIMIT %(most)s
    ) RETURNING store_id, day
)
SELECT DISTINCT store_id, day FROM taken
"""


def roll_up_figures() -> int:
    """Bring figures up to date: days on which something changed, stores on whose clock a new day
    began. Returns how many days of stores were counted.

    One transaction, one at a time; whatever changes meanwhile is due again. Twice changes
    nothing."""
    with alone():
        forget_salts()
        if currency_changed():
            convert_figures()
            sum_periods(all_stores())
        moved = stores_moved()
        due = days_of(TAKE_DUE, {"most": MOST})
        if due:
            due |= days_of_customers(due)
            count_days(due)
        if stores := {store_id for store_id, _day in due} | stores_behind():
            sum_periods(stores)
        if days := {day for _store_id, day in due}:
            sum_platform(days)
        count_latest_days()
        forget_visits()
    for store_id in moved:
        rebuild_figures(store_id=store_id)
    return len(due)


def count_latest_days() -> None:
    """Today; and the days since the last time, of which nobody counted the end."""
    today = timezone.now().date()
    last = StoreCount.objects.order_by("-day").values_list("day", flat=True).first()
    since = min(max(last or today, today - timedelta(days=31)), today - timedelta(days=1))
    count_stores([since + timedelta(days=n) for n in range((today - since).days + 1)])


def forget_visits() -> None:
    """Those whose day cannot be counted anew any more."""
    rows = Visit.objects.filter(day__lt=timezone.now().date() - KEEP_VISITS)
    if rows.exists():
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM commerce_visit WHERE day < %s", [timezone.now().date() - KEEP_VISITS]
            )
