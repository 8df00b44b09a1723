from __future__ import annotations

from datetime import date

from django.db import connection

from commerce.services.figures.alone import alone
from commerce.services.figures.conversion import CONVERT, conversion
from commerce.services.figures.totals import sum_periods, sum_platform

CHANGED = f"""
UPDATE commerce_dailyfigures f SET platform_revenue = {CONVERT}
WHERE f.day >= %(since)s AND f.platform_revenue IS DISTINCT FROM {CONVERT}
RETURNING f.store_id, f.day
"""  # noqa: S608 - nothing from outside


def convert_figures(*, since: date = date(1970, 1, 1)) -> int:
    """Bring revenue in the platform's currency to the rates that are known now, from a day on;
    returns how many days of stores changed. One at a time; twice changes nothing."""
    with alone():
        with connection.cursor() as cursor:
            cursor.execute(CHANGED, {**conversion(), "since": since})
            changed = cursor.fetchall()
        if changed:
            sum_periods({store_id for store_id, _day in changed if store_id})
            sum_platform({day for _store_id, day in changed})
    return len(changed)
