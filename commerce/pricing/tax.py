"""Tax on one amount, and the breakdown per rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from commerce.pricing.inputs import TaxRates
from commerce.pricing.results import TaxLine
from stores.money import round_money

STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class TaxedAmount:
    """An amount parted into net and tax at `rate` percent; `net + tax == gross`."""

    rate: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


def rate_for(tax_class: str, tax_rates: TaxRates) -> Decimal:
    """Return the rate in percent of `tax_class`, else the standard rate, else 0."""
    if tax_class in tax_rates:
        return tax_rates[tax_class]
    return tax_rates.get(STANDARD, Decimal(0))


def tax_amount(
    amount: Decimal, *, rate: Decimal, prices_include_tax: bool, currency: str
) -> TaxedAmount:
    """Part `amount` (gross or net, as `prices_include_tax` says) into net, tax and gross.

    Only the tax is rounded; the other side follows by addition, so the three always agree.
    """
    if prices_include_tax:
        tax = round_money(amount * rate / (100 + rate), currency)
        return TaxedAmount(rate=rate, net=amount - tax, tax=tax, gross=amount)
    tax = round_money(amount * rate / 100, currency)
    return TaxedAmount(rate=rate, net=amount, tax=tax, gross=amount + tax)


def taxes_by_rate(taxed: Iterable[TaxedAmount], currency: str) -> tuple[TaxLine, ...]:
    """Return net and tax summed per rate, highest rate first."""
    zero = round_money(Decimal(0), currency)
    sums: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for part in taxed:
        net, tax = sums.get(part.rate, (zero, zero))
        sums[part.rate] = (net + part.net, tax + part.tax)
    return tuple(TaxLine(rate, *sums[rate]) for rate in sorted(sums, reverse=True))
