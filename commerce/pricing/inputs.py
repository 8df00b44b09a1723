"""What a price is calculated from, and the checks on it.

Prices are in major units of the calculation's currency and in the store's display sense: gross
when its prices include tax, net when they do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from stores.money import currency_exponent, round_money

TaxRates: TypeAlias = Mapping[str, Decimal]
"""Tax class to rate in percent: `{"standard": Decimal("19.00"), "reduced": Decimal("7.00")}`."""

HIGHEST_RATE = Decimal(100)


@dataclass(frozen=True, slots=True)
class PricedLineInput:
    """`quantity` pieces at `unit_price` each; `key` names the line in the result."""

    key: str
    unit_price: Decimal
    quantity: int
    tax_class: str


@dataclass(frozen=True, slots=True)
class ShippingInput:
    """The price of the chosen way of shipping, free once the goods reach `free_over`."""

    price: Decimal
    free_over: Decimal | None


def check_inputs(
    lines: Sequence[PricedLineInput],
    shipping: ShippingInput | None,
    tax_rates: TaxRates,
    currency: str,
) -> None:
    """Raise ValueError, naming the value and the remedy, for input that has no right price."""
    for line in lines:
        if line.quantity < 1:
            raise ValueError(
                f"Line {line.key!r}: quantity {line.quantity} is below 1; "
                "leave the line out instead."
            )
        _check_price(line.unit_price, currency, name=f"Line {line.key!r}: unit price")
    if shipping is not None:
        _check_price(shipping.price, currency, name="Shipping price")
        if shipping.free_over is not None:
            _check_price(shipping.free_over, currency, name="Free-shipping threshold")
    for tax_class, rate in tax_rates.items():
        if not rate.is_finite() or not 0 <= rate <= HIGHEST_RATE:
            raise ValueError(
                f"Tax class {tax_class!r}: rate {rate} is not usable; "
                "give a percentage from 0 to 100."
            )


def _check_price(price: Decimal, currency: str, *, name: str) -> None:
    rounded = round_money(price, currency)
    if price < 0:
        raise ValueError(f"{name} {price} {currency} is negative; give 0 or more.")
    if rounded != price:
        raise ValueError(
            f"{name} {price} has more digits than {currency} has "
            f"({currency_exponent(currency)}); round it before it is stored."
        )
