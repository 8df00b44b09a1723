"""From a store's currency into the platform's, over the euro, by the rate of the day or else the
latest one known before it. Without a rate there is no amount: never zero, never a guess."""

from __future__ import annotations

from typing import Any

from commerce.models.exchange_rate import BASE
from stores.models import PlatformSettings
from stores.money import currency_exponent

PER_EURO = f"""(
    CASE WHEN {{currency}} = '{BASE}' THEN 1 ELSE (
        SELECT rate FROM commerce_exchangerate known
        WHERE known.currency = {{currency}} AND known.day <= f.day
        ORDER BY known.day DESC LIMIT 1
    ) END
)"""  # noqa: S608 - a currency's code

# Of a row f of daily figures; rounded half up to the platform's currency.
CONVERT = f"""(CASE
    WHEN f.currency = %(platform_currency)s THEN f.revenue
    WHEN f.revenue = 0 THEN 0
    ELSE round(
        f.revenue * {PER_EURO.format(currency="%(platform_currency)s")}
        / {PER_EURO.format(currency="f.currency")}, %(platform_digits)s
    )
END)"""


def conversion() -> dict[str, Any]:
    """The parameters of ``CONVERT``."""
    currency = PlatformSettings.load().currency
    return {"platform_currency": currency, "platform_digits": currency_exponent(currency)}
