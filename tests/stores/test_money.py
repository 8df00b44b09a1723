import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stores.money import (
    CurrencyMismatchError,
    Money,
    allocate,
    currency_choices,
    currency_exponent,
    format_money,
    from_minor,
    round_money,
    to_minor,
)

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
MINOR_AMOUNTS = st.integers(min_value=-(10**12), max_value=10**12)
WEIGHTS = st.lists(
    st.one_of(
        st.integers(min_value=0, max_value=10**6),
        st.decimals(min_value=0, max_value=10**6, places=4),
    ),
    min_size=1,
    max_size=20,
)


@pytest.mark.parametrize(("currency", "exponent"), [("EUR", 2), ("JPY", 0), ("KWD", 3)])
def test_a_currency_has_its_own_number_of_digits(currency: str, exponent: int) -> None:
    assert currency_exponent(currency) == exponent


@pytest.mark.parametrize("currency", ["eur", "EURO", "ZZZ", ""])
def test_an_unknown_currency_is_refused_by_name(currency: str) -> None:
    with pytest.raises(ValueError, match=f"Unknown currency '{currency}'"):
        round_money(Decimal(1), currency)
    with pytest.raises(ValueError, match=f"Unknown currency '{currency}'"):
        Money(Decimal(1), currency)


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.125", "EUR", "0.13"),
        ("0.124999", "EUR", "0.12"),
        ("-0.125", "EUR", "-0.13"),
        ("7", "EUR", "7.00"),
        ("2.5", "JPY", "3"),
        ("2.4", "JPY", "2"),
        ("1.0005", "KWD", "1.001"),
        ("-0.004", "EUR", "0.00"),
    ],
)
def test_half_a_minor_unit_is_rounded_away_from_zero(
    amount: str, currency: str, rounded: str
) -> None:
    assert str(round_money(Decimal(amount), currency)) == rounded


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), 1.5])
def test_what_is_not_a_finite_decimal_is_no_amount(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="give a finite Decimal"):
        round_money(amount, "EUR")
    with pytest.raises(ValueError, match="give a finite Decimal"):
        Money(amount, "EUR")


def test_an_amount_too_large_to_be_exact_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        round_money(Decimal("1e30"), "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.34", "EUR", 1234), ("1234", "JPY", 1234), ("1.234", "KWD", 1234), ("-0.5", "EUR", -50)],
)
def test_minor_units_follow_the_currency(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor
    assert from_minor(minor, currency) == Decimal(amount)


@pytest.mark.parametrize(("amount", "currency"), [("1.005", "EUR"), ("1.5", "JPY")])
def test_minor_units_of_an_unrounded_amount_are_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=rf"{amount} has more digits than {currency}"):
        to_minor(Decimal(amount), currency)


@given(minor=MINOR_AMOUNTS, currency=CURRENCIES)
def test_minor_units_survive_a_round_trip(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


def test_money_of_one_currency_is_added_subtracted_multiplied_and_ordered() -> None:
    five = Money(Decimal("5.00"), "EUR")
    two = Money(Decimal("2.00"), "EUR")

    assert five + two == Money(Decimal("7.00"), "EUR")
    assert two - five == Money(Decimal("-3.00"), "EUR")
    assert five * 3 == 3 * five == Money(Decimal("15.00"), "EUR")
    assert (five * Decimal("0.333")).quantize() == Money(Decimal("1.67"), "EUR")
    assert two < five
    assert five >= two
    assert sum([five, two], Money.zero("EUR")) == Money(Decimal("7.00"), "EUR")


def test_zero_has_the_digits_of_its_currency() -> None:
    assert [str(Money.zero(code)) for code in ("EUR", "JPY", "KWD")] == [
        "0.00 EUR",
        "0 JPY",
        "0.000 KWD",
    ]


@pytest.mark.parametrize(
    "operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"]
)
def test_mixing_currencies_names_both(operation: str) -> None:
    euros = Money(Decimal(1), "EUR")
    yen = Money(Decimal(1), "JPY")

    with pytest.raises(CurrencyMismatchError, match="EUR and JPY"):
        getattr(euros, operation)(yen)


def test_equal_numbers_of_different_currencies_are_not_equal() -> None:
    assert Money(Decimal(1), "EUR") != Money(Decimal(1), "USD")


def test_money_refuses_numbers_that_are_not_money_or_exact() -> None:
    one = Money(Decimal(1), "EUR")

    with pytest.raises(TypeError):
        one + 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        one - 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        assert one < 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        one * 1.5  # type: ignore[operator]


@pytest.mark.parametrize(
    ("amount", "weights", "currency", "parts"),
    [
        ("10.00", [1, 1, 1], "EUR", ["3.34", "3.33", "3.33"]),
        ("0.05", [3, 7], "EUR", ["0.02", "0.03"]),
        ("100", [1, 1, 1], "JPY", ["34", "33", "33"]),
        ("1.000", [2, 1], "KWD", ["0.667", "0.333"]),
        ("-10.00", [1, 1, 1], "EUR", ["-3.34", "-3.33", "-3.33"]),
        ("0.03", [0, 0], "EUR", ["0.02", "0.01"]),
        ("5.00", [0, Decimal("0.5")], "EUR", ["0.00", "5.00"]),
        ("1.00", [Decimal("19.99"), 0, Decimal("5.01")], "EUR", ["0.80", "0.00", "0.20"]),
        ("0.00", [1, 2], "EUR", ["0.00", "0.00"]),
    ],
)
def test_the_largest_remainders_take_the_units_left_over(
    amount: str, weights: list[int | Decimal], currency: str, parts: list[str]
) -> None:
    assert [str(part) for part in allocate(Decimal(amount), weights, currency)] == parts
    assert Money(Decimal(amount), currency).allocate(weights) == [
        Money(Decimal(part), currency) for part in parts
    ]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([], "at least one weight"),
        ([1, -1], "Weight -1"),
        ([Decimal("NaN")], "Weight NaN"),
        ([Decimal("Infinity")], "Weight Infinity"),
    ],
)
def test_weights_that_cannot_be_shared_by_are_refused(
    weights: list[int | Decimal], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        allocate(Decimal("1.00"), weights, "EUR")


def test_an_amount_that_cannot_be_paid_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="more digits than EUR"):
        allocate(Decimal("0.005"), [1, 1], "EUR")


@given(minor=MINOR_AMOUNTS, weights=WEIGHTS, currency=CURRENCIES)
def test_parts_sum_to_the_whole_and_stay_within_a_minor_unit_of_their_share(
    minor: int, weights: list[int | Decimal], currency: str
) -> None:
    amount = from_minor(minor, currency)

    parts = allocate(amount, weights, currency)

    assert sum(parts) == amount
    whole = sum(map(Fraction, weights), Fraction(0))
    for part, weight in zip(parts, weights, strict=True):
        share = Fraction(weight) / whole if whole else Fraction(1, len(weights))
        assert abs(to_minor(part, currency) - minor * share) < 1


@given(minor=MINOR_AMOUNTS, weights=WEIGHTS, currency=CURRENCIES)
def test_a_refund_is_split_as_the_charge_was(
    minor: int, weights: list[int | Decimal], currency: str
) -> None:
    amount = from_minor(minor, currency)

    assert allocate(-amount, weights, currency) == [
        -part for part in allocate(amount, weights, currency)
    ]


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "text"),
    [
        ("1234.5", "EUR", "de", "1.234,50\N{NO-BREAK SPACE}€"),
        ("1234.5", "EUR", "de-at", "€\N{NO-BREAK SPACE}1.234,50"),
        ("1234.5", "EUR", "de_AT", "€\N{NO-BREAK SPACE}1.234,50"),
        ("1234.5", "USD", "en", "$1,234.50"),
        ("1500", "JPY", "en", "¥1,500"),
        ("1.5", "KWD", "en", "KWD\N{NO-BREAK SPACE}1.500"),
        ("-5", "CHF", "en", "-CHF\N{NO-BREAK SPACE}5.00"),
        ("5", "CHF", "de", "5,00\N{NO-BREAK SPACE}CHF"),
        ("-3", "GBP", "en", "-£3.00"),
        ("0.125", "EUR", "en", "€0.13"),
        ("-0.001", "EUR", "en", "€0.00"),
    ],
)
def test_money_reads_as_it_is_written_in_the_language(
    amount: str, currency: str, locale: str, text: str
) -> None:
    assert format_money(Decimal(amount), currency, locale) == text


def test_currencies_to_choose_from_are_sorted_and_in_use() -> None:
    choices = currency_choices()
    codes = [code for code, _ in choices]

    assert codes == sorted(set(codes))
    assert dict(choices)["EUR"] == "EUR (Euro)"
    assert {"EUR", "GBP", "USD", "JPY", "KWD"} <= set(codes)
    assert not {"DEM", "HRK", "XAU", "XXX", "CHE"} & set(codes)


def test_currencies_are_named_in_the_language_asked_for() -> None:
    assert dict(currency_choices("de-de"))["CHF"] == "CHF (Schweizer Franken)"


def test_money_and_prices_are_calculated_without_django() -> None:
    code = (
        "import sys, stores.money, commerce.pricing; "
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )

    run = subprocess.run([sys.executable, "-c", code], check=False)

    assert run.returncode == 0
