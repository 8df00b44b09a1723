"""What a price calculation answers: amounts in major units, rounded to the currency's digits."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line. `unit_price`, `subtotal` and `total` are in the store's display sense.

    `subtotal` is unit price times quantity, `total` what is charged for the line as displayed
    and what its tax is worked out from. `net + tax == gross`.
    """

    key: str
    unit_price: Decimal
    quantity: int
    subtotal: Decimal
    total: Decimal
    tax_rate: Decimal
    tax: Decimal
    net: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class TaxLine:
    """What is taxed at one rate (percent), goods and shipping together."""

    rate: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class PriceResult:
    """The whole price.

    `subtotal` (the goods) and `shipping` are in the store's display sense; `shipping_tax` is
    contained in `shipping` or comes on top of it accordingly. `tax_total` is the tax of goods and
    shipping, `taxes` the same per rate, highest rate first. `total` is what the shopper pays,
    tax and all.
    """

    currency: str
    prices_include_tax: bool
    lines: tuple[LineResult, ...]
    subtotal: Decimal
    shipping: Decimal
    shipping_tax: Decimal
    tax_total: Decimal
    taxes: tuple[TaxLine, ...]
    total: Decimal
