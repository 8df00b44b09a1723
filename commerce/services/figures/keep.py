from __future__ import annotations

from commerce.models.figures import MEASURES
from commerce.services.figures.alone import alone
from commerce.services.figures.days import count_days, days_of, days_of_customers
from commerce.services.figures.totals import NAMES, sum_platform
from stores.models import Store
from stores.scope import PLATFORM_ID

DUE = "DELETE FROM commerce_figuresdue WHERE store_id = %(store)s RETURNING store_id, day"

# Unknown in the platform's currency and known make unknown, as everywhere.
MOVE = f"""
WITH gone AS (DELETE FROM commerce_dailyfigures WHERE store_id = %(store)s RETURNING *),
kept AS (
    INSERT INTO commerce_dailyfigures AS f (store_id, day, currency, {NAMES}, platform_revenue)
    SELECT {PLATFORM_ID}, day, currency, {NAMES}, platform_revenue FROM gone
    ON CONFLICT (store_id, day, currency) DO UPDATE SET
        {", ".join(f"{name} = f.{name} + excluded.{name}" for name in MEASURES)},
        platform_revenue = f.platform_revenue + excluded.platform_revenue
)
SELECT DISTINCT {PLATFORM_ID}, day FROM gone
"""  # noqa: S608 - names of columns


def keep_figures(store: Store) -> None:
    """Of a store that is about to be erased: count what is due, and add its days to rows of the
    platform that name no store, so that the platform's past stays what it was.

    Waits for whoever makes figures and keeps others waiting until the caller's transaction ends.
    Twice moves nothing."""
    with alone():
        due = days_of(DUE, {"store": store.pk})
        if due:
            count_days(due | days_of_customers(due))
        moved = days_of(MOVE, {"store": store.pk})
        sum_platform({day for _store_id, day in due | moved})
