"""The one order of steps from lines to total."""

from collections.abc import Sequence
from decimal import Decimal

from commerce.pricing.inputs import PricedLineInput, ShippingInput, TaxRates, check_inputs
from commerce.pricing.results import LineResult, PriceResult
from commerce.pricing.tax import STANDARD, TaxedAmount, rate_for, tax_amount, taxes_by_rate
from stores.money import round_money


def calculate(
    lines: Sequence[PricedLineInput],
    *,
    shipping: ShippingInput | None,
    tax_rates: TaxRates,
    prices_include_tax: bool,
    currency: str,
) -> PriceResult:
    """Calculate a price. Prices in and out are in major units of `currency`.

    The steps, always in this order:

    1. Lines: unit price times quantity, and their sum, the goods' subtotal as displayed.
    2. Shipping: its price; nothing once the subtotal as displayed reaches `free_over` (equal is
       enough), nothing when there are no lines or `shipping` is None (none chosen, none needed).
    3. Tax per line, rounded half up: contained in the price or added to it. A tax class without a
       rate of its own takes the standard rate; without a standard rate there is no tax.
    4. Tax on shipping at the standard rate, whatever the goods are, included or added like theirs.
    5. Totals: subtotal and shipping, plus the tax when prices do not include it.

    Raises ValueError for a quantity below 1, a price that is negative or has more digits than the
    currency, a rate outside 0 to 100 percent, and an unknown currency.
    """
    check_inputs(lines, shipping, tax_rates, currency)

    zero = round_money(Decimal(0), currency)
    subtotals = [round_money(line.unit_price * line.quantity, currency) for line in lines]
    subtotal = sum(subtotals, zero)

    shipping_cost = shipping_price(shipping, subtotal, currency) if lines else zero

    taxed_lines = [
        tax_amount(
            amount,
            rate=rate_for(line.tax_class, tax_rates),
            prices_include_tax=prices_include_tax,
            currency=currency,
        )
        for line, amount in zip(lines, subtotals, strict=True)
    ]

    taxed_shipping = tax_amount(
        shipping_cost,
        rate=rate_for(STANDARD, tax_rates),
        prices_include_tax=prices_include_tax,
        currency=currency,
    )

    # Free shipping must not put an empty row for the standard rate on an invoice.
    taxed = [*taxed_lines, taxed_shipping] if shipping_cost else taxed_lines
    return PriceResult(
        currency=currency,
        prices_include_tax=prices_include_tax,
        lines=tuple(
            _line_result(line, amount, part, currency)
            for line, amount, part in zip(lines, subtotals, taxed_lines, strict=True)
        ),
        subtotal=subtotal,
        shipping=shipping_cost,
        shipping_tax=taxed_shipping.tax,
        tax_total=sum((part.tax for part in taxed), zero),
        taxes=taxes_by_rate(taxed, currency),
        total=sum((part.gross for part in taxed), zero),
    )


def shipping_price(shipping: ShippingInput | None, subtotal: Decimal, currency: str) -> Decimal:
    """What shipping costs for goods of this subtotal, as displayed; see step 2 of `calculate`."""
    if shipping is None:
        return round_money(Decimal(0), currency)
    if shipping.free_over is not None and subtotal >= shipping.free_over:
        return round_money(Decimal(0), currency)
    return round_money(shipping.price, currency)


def _line_result(
    line: PricedLineInput, subtotal: Decimal, taxed: TaxedAmount, currency: str
) -> LineResult:
    return LineResult(
        key=line.key,
        unit_price=round_money(line.unit_price, currency),
        quantity=line.quantity,
        subtotal=subtotal,
        total=subtotal,
        tax_rate=taxed.rate,
        tax=taxed.tax,
        net=taxed.net,
        gross=taxed.gross,
    )
