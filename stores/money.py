"""Amounts of money: one rounding function, exact splitting, formatting.

Amounts are `Decimal` in major units (euros, not cents) unless a name says `minor`. How many
digits a currency has comes from Unicode's CLDR through Babel: EUR 2, JPY 0, KWD 3. CLDR says how
a currency is used today, so it differs from ISO 4217 for a few (RSD and ISK have 0 digits, ISO
lists 2 for RSD). Imports no Django, so that prices can be calculated and tested without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import cache, total_ordering

from babel import Locale
from babel.numbers import (
    format_currency,
    get_currency_name,
    get_currency_precision,
    get_currency_symbol,
    get_territory_currencies,
    is_currency,
)

LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


class CurrencyMismatchError(ValueError):
    """Two amounts of different currencies were added, subtracted or compared."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(
            f"{left} and {right} cannot be mixed: convert one of the amounts to the other currency."
        )


@cache
def currency_exponent(currency: str) -> int:
    """Return the number of decimal digits of `currency`: EUR 2, JPY 0, KWD 3.

    Raises ValueError for what is not an upper-case ISO 4217 code, because Babel itself would
    answer 2 for anything.
    """
    if not is_currency(currency):
        raise ValueError(
            f"Unknown currency {currency!r}: use an ISO 4217 code in capitals, such as 'EUR'."
        )
    return get_currency_precision(currency)


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Round `amount` (major units) half up to the digits of `currency`.

    This is the only place where money is rounded. Half up is away from zero on both sides, so a
    refund rounds as the charge did; a result of zero has no sign. Raises ValueError for an
    unknown currency and for an amount that is not a finite Decimal or is too large to be exact.
    """
    _require_finite_decimal(amount)
    unit = Decimal(1).scaleb(-currency_exponent(currency))
    try:
        rounded = amount.quantize(unit, rounding=ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError(
            f"{amount} {currency} is too large to be calculated exactly: check the amount."
        ) from None
    return rounded or rounded.copy_abs()


def plain_amount(amount: Decimal, currency: str) -> str:
    """“12.90” for machines: with the digits of the currency, a point, and nothing else."""
    return f"{round_money(amount, currency):f}"


def to_minor(amount: Decimal, currency: str) -> int:
    """Return `amount` in minor units: 12.34 EUR is 1234, 1234 JPY is 1234, 1.234 KWD is 1234.

    Raises ValueError when the amount has more digits than the currency, because cutting them
    would lose money. A payment provider may count some currencies differently (Stripe has two
    digits for RSD, for instance): its adapter keeps the provider's own table.
    """
    rounded = round_money(amount, currency)
    if rounded != amount:
        raise ValueError(
            f"{amount} has more digits than {currency} has ({currency_exponent(currency)}): "
            "round it with round_money() first."
        )
    return int(rounded.scaleb(currency_exponent(currency)))


def from_minor(minor: int, currency: str) -> Decimal:
    """Return the amount in major units of `minor` units: 1234 in EUR is 12.34."""
    return Decimal(minor).scaleb(-currency_exponent(currency))


def allocate(amount: Decimal, weights: Sequence[int | Decimal], currency: str) -> list[Decimal]:
    """Split `amount` (major units) in proportion to `weights`; the parts sum to it exactly.

    Largest remainder: each part is its exact share cut to whole minor units, and the units left
    over go one each to the largest cut-off remainders, the earlier position first among equals.
    So no part is a whole minor unit away from its exact share. A negative amount is split like
    the positive one; weights that are all zero share evenly.

    Raises ValueError for no weights, a negative or non-finite weight, and an amount with more
    digits than the currency.
    """
    shares = _exact_weights(weights)
    minor = to_minor(amount, currency)
    exact = [abs(minor) * share for share in shares]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in by_remainder[: abs(minor) - sum(parts)]:
        parts[index] += 1
    sign = -1 if minor < 0 else 1
    return [from_minor(sign * part, currency) for part in parts]


def format_money(amount: Decimal, currency: str, locale: str) -> str:
    """Return `amount` (major units) as a person reads it in `locale`: '1.234,50 €' in German.

    `locale` is a language tag in either spelling ('pt-br', 'pt_BR'). The text may hold
    no-break spaces. Babel alone would round half to even, so the amount is rounded here first, and
    would write 'CHF5.00' in English, where CLDR's rule of currency spacing asks for a space.
    Raises ValueError as `round_money` does, and Babel's UnknownLocaleError.
    """
    rounded = round_money(amount, currency)
    language = _parse_locale(locale)
    text = format_currency(rounded, currency, locale=language)
    if language.character_order == "right-to-left":
        text = keep_symbol_whole(text, get_currency_symbol(currency, locale=language))
    return LETTER_BESIDE_DIGIT.sub("\N{NO-BREAK SPACE}", text)


def keep_symbol_whole(text: str, symbol: str) -> str:
    """In Arabic £ is UK£, and its sign has no direction of its own: without a mark behind it, it
    would be shown in front of its letters."""
    if not (symbol[:1].isascii() and symbol[:1].isalpha()):
        return text
    return text.replace(symbol, f"{symbol}\N{LEFT-TO-RIGHT MARK}")


def currency_choices(locale: str = "en") -> list[tuple[str, str]]:
    """Return (code, 'EUR (Euro)') for each currency that is legal tender somewhere today.

    Sorted by code, named in `locale`. Withdrawn currencies and units that nobody pays with
    (gold, test codes, funds) are left out.
    """
    named_in = _parse_locale(locale)
    codes = {
        code
        for territory in Locale.parse("en").territories
        for code in get_territory_currencies(str(territory), tender=True)
    }
    return [
        (code, f"{code} ({get_currency_name(code, locale=named_in)})") for code in sorted(codes)
    ]


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount (major units) in one currency.

    Multiplying keeps every digit, so that a chain of steps is rounded once, by `quantize()`.
    Adding, subtracting and ordering across currencies raises CurrencyMismatchError; equality
    across currencies is False. Construction raises ValueError for an unknown currency and for an
    amount that is not a finite Decimal.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        _require_finite_decimal(self.amount)
        currency_exponent(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing in `currency`, with its digits; the start value for `sum()`."""
        return cls(from_minor(0, currency), currency)

    def quantize(self) -> Money:
        """Return this amount rounded by `round_money`."""
        return Money(round_money(self.amount, self.currency), self.currency)

    def allocate(self, weights: Sequence[int | Decimal]) -> list[Money]:
        """Split this amount in proportion to `weights`, exactly; see the function `allocate`."""
        parts = allocate(self.amount, weights, self.currency)
        return [Money(part, self.currency) for part in parts]

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._require_same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._require_same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        if not isinstance(factor, int | Decimal):
            return NotImplemented
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._require_same_currency(other)
        return self.amount < other.amount

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _require_same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(self.currency, other.currency)


def _require_finite_decimal(amount: Decimal) -> None:
    if not isinstance(amount, Decimal) or not amount.is_finite():
        raise ValueError(f"{amount!r} is not an amount of money: give a finite Decimal.")


def _exact_weights(weights: Sequence[int | Decimal]) -> list[Fraction]:
    """Return `weights` as exact fractions that sum to 1."""
    if not weights:
        raise ValueError("Nothing to split the amount over: give at least one weight.")
    for weight in weights:
        if not Decimal(weight).is_finite() or weight < 0:
            raise ValueError(f"Weight {weight} cannot be used: give a finite number of 0 or more.")
    whole = sum(map(Fraction, weights), Fraction(0))
    if not whole:
        return [Fraction(1, len(weights))] * len(weights)
    return [Fraction(weight) / whole for weight in weights]


def _parse_locale(locale: str) -> Locale:
    return Locale.parse(locale.replace("-", "_"))
