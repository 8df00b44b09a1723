from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.pricing import (
    PricedLineInput,
    PriceResult,
    ShippingInput,
    TaxLine,
    TaxRates,
    calculate,
)
from stores.money import from_minor, round_money

GERMANY = {"standard": Decimal("19.00"), "reduced": Decimal("7.00")}


def line(
    unit_price: str, quantity: int = 1, tax_class: str = "standard", key: str = "a"
) -> PricedLineInput:
    return PricedLineInput(
        key=key, unit_price=Decimal(unit_price), quantity=quantity, tax_class=tax_class
    )


def price(
    *lines: PricedLineInput,
    shipping: str | None = None,
    free_over: str | None = None,
    rates: Mapping[str, Decimal] = GERMANY,
    included: bool = True,
    currency: str = "EUR",
) -> PriceResult:
    threshold = None if free_over is None else Decimal(free_over)
    return calculate(
        lines,
        shipping=None if shipping is None else ShippingInput(Decimal(shipping), threshold),
        tax_rates=rates,
        prices_include_tax=included,
        currency=currency,
    )


def test_german_prices_contain_both_rates_and_shipping_is_taxed_at_the_standard_rate() -> None:
    result = price(
        line("49.99", 2, key="lamp"),
        line("12.90", 3, "reduced", key="book"),
        shipping="4.90",
    )

    assert result.subtotal == Decimal("138.68")
    assert result.shipping == Decimal("4.90")
    assert result.shipping_tax == Decimal("0.78")
    assert result.total == Decimal("143.58")
    lamp, book = result.lines
    assert (lamp.key, lamp.subtotal, lamp.tax_rate, lamp.tax, lamp.net, lamp.gross) == (
        "lamp",
        Decimal("99.98"),
        Decimal("19.00"),
        Decimal("15.96"),
        Decimal("84.02"),
        Decimal("99.98"),
    )
    assert (book.tax, book.net, book.total) == (Decimal("2.53"), Decimal("36.17"), Decimal("38.70"))
    assert result.taxes == (
        TaxLine(Decimal(19), net=Decimal("88.14"), tax=Decimal("16.74")),
        TaxLine(Decimal(7), net=Decimal("36.17"), tax=Decimal("2.53")),
    )
    assert result.tax_total == Decimal("19.27")


def test_british_prices_contain_a_sixth_of_tax() -> None:
    result = price(line("12.00"), rates={"standard": Decimal(20)}, currency="GBP")

    assert result.total == Decimal("12.00")
    assert result.tax_total == Decimal("2.00")
    assert result.lines[0].net == Decimal("10.00")


def test_american_tax_is_added_to_goods_and_shipping() -> None:
    result = price(
        line("19.99", 3),
        shipping="5.00",
        rates={"standard": Decimal("6.00")},
        included=False,
        currency="USD",
    )

    assert result.subtotal == Decimal("59.97")
    assert result.lines[0].tax == Decimal("3.60")
    assert result.lines[0].gross == Decimal("63.57")
    assert result.shipping == Decimal("5.00")
    assert result.shipping_tax == Decimal("0.30")
    assert result.tax_total == Decimal("3.90")
    assert result.total == Decimal("68.87")


def test_yen_have_no_decimals_anywhere() -> None:
    result = price(line("1985", 3), shipping="500", rates={"standard": Decimal(10)}, currency="JPY")

    assert str(result.subtotal) == "5955"
    assert str(result.lines[0].tax) == "541"
    assert str(result.shipping_tax) == "45"
    assert str(result.total) == "6455"


def test_kuwaiti_dinars_have_three_decimals() -> None:
    result = price(line("1.255", 3), rates={"standard": Decimal(5)}, included=False, currency="KWD")

    assert str(result.subtotal) == "3.765"
    assert str(result.tax_total) == "0.188"
    assert str(result.total) == "3.953"


@pytest.mark.parametrize(
    ("unit_price", "rate", "included", "tax"),
    [("0.50", "5", False, "0.03"), ("0.49", "5", False, "0.02"), ("1.05", "100", True, "0.53")],
)
def test_half_a_cent_of_tax_is_rounded_up(
    unit_price: str, rate: str, included: bool, tax: str
) -> None:
    result = price(line(unit_price), rates={"standard": Decimal(rate)}, included=included)

    assert result.tax_total == Decimal(tax)


def test_tax_is_rounded_per_line_and_not_on_the_sum() -> None:
    result = price(line("0.50"), line("0.50"), rates={"standard": Decimal(5)}, included=False)

    assert result.tax_total == Decimal("0.06")


@pytest.mark.parametrize(
    ("goods", "shipping"), [("49.99", "4.90"), ("50.00", "0.00"), ("50.01", "0.00")]
)
def test_shipping_is_free_as_soon_as_the_goods_reach_the_threshold(
    goods: str, shipping: str
) -> None:
    result = price(line(goods), shipping="4.90", free_over="50.00")

    assert str(result.shipping) == shipping
    assert result.total == Decimal(goods) + Decimal(shipping)


def test_the_threshold_is_compared_with_the_displayed_price_and_not_with_tax_on_top() -> None:
    result = price(
        line("49.00"), shipping="5.00", free_over="50.00", included=False, currency="USD"
    )

    assert result.shipping == Decimal("5.00")


def test_free_shipping_leaves_no_row_for_the_standard_rate() -> None:
    result = price(line("60.00", tax_class="reduced"), shipping="4.90", free_over="50.00")

    assert [row.rate for row in result.taxes] == [Decimal(7)]
    assert result.shipping_tax == 0


def test_an_empty_cart_costs_nothing_even_when_shipping_is_chosen() -> None:
    result = price(shipping="4.90")

    assert {result.subtotal, result.shipping, result.tax_total, result.total} == {Decimal(0)}
    assert result.taxes == ()


@pytest.mark.parametrize(
    ("rates", "rate"),
    [
        (GERMANY, Decimal(19)),
        ({}, Decimal(0)),
        ({"reduced": Decimal(7)}, Decimal(0)),
        ({"standard": Decimal(19), "books": Decimal(0)}, Decimal(0)),
    ],
)
def test_a_class_without_a_rate_takes_the_standard_rate_or_none(
    rates: TaxRates, rate: Decimal
) -> None:
    result = price(line("10.00", tax_class="books"), rates=rates)

    assert result.lines[0].tax_rate == rate
    assert result.lines[0].net + result.lines[0].tax == Decimal("10.00")


def test_rates_of_equal_value_share_one_row() -> None:
    rates = {"standard": Decimal("19.00"), "food": Decimal(19)}

    result = price(line("1.19"), line("1.19", tax_class="food"), rates=rates)

    assert result.taxes == (TaxLine(Decimal(19), net=Decimal("2.00"), tax=Decimal("0.38")),)


@pytest.mark.parametrize(
    ("lines", "options", "message"),
    [
        ([line("1.00", 0, key="lamp")], {}, "Line 'lamp': quantity 0 is below 1"),
        ([line("1.00", -2)], {}, "quantity -2"),
        ([line("-1.00")], {}, "unit price -1.00 EUR is negative"),
        ([line("1.005")], {}, "unit price 1.005 has more digits than EUR"),
        ([line("1.5")], {"currency": "JPY"}, "unit price 1.5 has more digits than JPY"),
        ([line("NaN")], {}, "finite Decimal"),
        ([], {"shipping": "-4.90"}, "Shipping price -4.90"),
        ([], {"shipping": "4.905"}, "Shipping price 4.905"),
        ([], {"shipping": "4.90", "free_over": "-1"}, "Free-shipping threshold -1"),
        ([], {"rates": {"reduced": Decimal(-1)}}, "Tax class 'reduced': rate -1"),
        ([], {"rates": {"standard": Decimal("100.01")}}, "rate 100.01"),
        ([], {"rates": {"standard": Decimal("NaN")}}, "rate NaN"),
        ([], {"currency": "ZZZ"}, "Unknown currency 'ZZZ'"),
    ],
)
def test_input_without_a_right_price_is_refused_with_its_value(
    lines: list[PricedLineInput], options: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        price(*lines, **options)  # type: ignore[arg-type]


CLASSES = ["standard", "reduced", "books", "unknown"]
RATES = st.dictionaries(
    st.sampled_from(CLASSES[:3]), st.decimals(min_value=0, max_value=100, places=2)
)


@st.composite
def calculations(draw: st.DrawFn, *, included: bool | None = None) -> dict[str, object]:
    """Draw the keywords of one `calculate()` call."""
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    amounts = st.integers(min_value=0, max_value=10**8).map(lambda n: from_minor(n, currency))
    lines = st.builds(
        PricedLineInput,
        key=st.text(max_size=3),
        unit_price=amounts,
        quantity=st.integers(min_value=1, max_value=1000),
        tax_class=st.sampled_from(CLASSES),
    )
    shipping = st.builds(ShippingInput, price=amounts, free_over=st.none() | amounts)
    return {
        "lines": draw(st.lists(lines, max_size=12)),
        "shipping": draw(st.none() | shipping),
        "tax_rates": draw(RATES),
        "prices_include_tax": draw(st.booleans()) if included is None else included,
        "currency": currency,
    }


def run(calculation: dict[str, object]) -> PriceResult:
    return calculate(**calculation)  # type: ignore[arg-type]


@given(calculation=calculations())
def test_every_sum_is_exact(calculation: dict[str, object]) -> None:
    result = run(calculation)

    assert sum(row.subtotal for row in result.lines) == result.subtotal
    assert all(row.net + row.tax == row.gross for row in result.lines)
    assert sum(row.tax for row in result.lines) + result.shipping_tax == result.tax_total
    assert sum(row.tax for row in result.taxes) == result.tax_total
    assert sum(row.net + row.tax for row in result.taxes) == result.total


@given(calculation=calculations(included=True))
def test_a_total_with_tax_included_is_what_was_displayed(calculation: dict[str, object]) -> None:
    result = run(calculation)

    assert result.total == result.subtotal + result.shipping
    assert result.total == sum(row.gross for row in result.lines) + result.shipping


@given(calculation=calculations(included=False))
def test_a_total_without_tax_is_what_was_displayed_and_the_tax(
    calculation: dict[str, object],
) -> None:
    result = run(calculation)

    assert result.total == result.subtotal + result.shipping + result.tax_total
    assert result.subtotal == sum(row.net for row in result.lines)


@given(calculation=calculations())
def test_no_amount_is_negative_and_none_has_more_digits_than_the_currency(
    calculation: dict[str, object],
) -> None:
    result = run(calculation)

    amounts = [result.subtotal, result.shipping, result.shipping_tax, result.tax_total]
    amounts += [result.total]
    amounts += [x for row in result.lines for x in (row.total, row.tax, row.net, row.gross)]
    amounts += [x for row in result.taxes for x in (row.net, row.tax)]
    for amount in amounts:
        assert amount >= 0
        assert str(amount) == str(round_money(amount, result.currency))


@given(calculation=calculations(), data=st.data())
def test_the_order_of_lines_changes_no_total(
    calculation: dict[str, object], data: st.DataObject
) -> None:
    lines: list[PricedLineInput] = calculation["lines"]  # type: ignore[assignment]
    shuffled = data.draw(st.permutations(lines))

    first = run(calculation)
    second = run(calculation | {"lines": shuffled})

    assert (first.total, first.subtotal, first.shipping) == (
        second.total,
        second.subtotal,
        second.shipping,
    )
    assert (first.tax_total, first.taxes) == (second.tax_total, second.taxes)
    assert sorted(map(repr, first.lines)) == sorted(map(repr, second.lines))


@given(calculation=calculations(included=True))
def test_contained_and_added_tax_describe_the_same_sale(calculation: dict[str, object]) -> None:
    """The tax contained in a gross price is, within a minor unit, the tax added to its net."""
    result = run(calculation)

    unit = from_minor(1, result.currency)
    for row in result.lines:
        assert abs(row.net * row.tax_rate / 100 - row.tax) <= unit
