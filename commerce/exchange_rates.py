"""The files in which the European Central Bank publishes its euro reference rates: a line a day,
a column a currency, both as of one day and as of all the time
(https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from commerce.models.exchange_rate import BASE, LEAST, MOST
from stores.money import currency_choices

NOT_QUOTED = ("", "N/A", "-")
LONGEST = 30
"""Digits of a rate: the database cannot even read a number of many thousands."""
DAYS = ("%Y-%m-%d", "%d %B %Y")


class NotRates(ValueError):
    """The file is not what it is to be; says what and where, for who sent it."""


@dataclass(frozen=True, slots=True)
class Rate:
    currency: str
    day: date
    rate: Decimal
    """Of the currency, for one euro."""


def parse_rates(data: bytes) -> list[Rate]:
    """All rates of such a file, without currencies that are no more. Raises NotRates."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotRates(_("This is not a text file.")) from None
    if "\0" in text:
        raise NotRates(_("This is not a text file."))
    try:
        lines = [[cell.strip() for cell in line] for line in csv.reader(text.splitlines())]
    except csv.Error:
        raise NotRates(_("This is not a CSV file.")) from None
    lines = [line for line in lines if any(line)]
    if not lines or lines[0][0] != "Date" or len(lines) < 2:
        raise NotRates(
            _("The first line must begin with “Date” and name currencies, with a day a line below.")
        )
    return list(rates_of(lines))


def rates_of(lines: list[list[str]]) -> Iterator[Rate]:
    known = {code for code, _name in currency_choices()} - {BASE}
    currencies = lines[0][1:]
    for number, line in enumerate(lines[1:], 2):
        day = parse_day(line[0], number)
        for currency, text in zip(currencies, line[1:], strict=False):
            if currency in known and text not in NOT_QUOTED:
                yield Rate(currency, day, parse_rate(text, currency, number))


def parse_day(text: str, number: int) -> date:
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise NotRates(
        _("Line %(line)s: “%(text)s” is not a day.") % {"line": number, "text": text[:40]}
    )


def parse_rate(text: str, currency: str, number: int) -> Decimal:
    try:
        rate = Decimal(text if len(text) <= LONGEST else "NaN")
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or not LEAST <= rate <= MOST:
        raise NotRates(
            _("Line %(line)s: “%(text)s” is not a rate of %(currency)s.")
            % {"line": number, "text": text[:40], "currency": currency}
        )
    return rate
