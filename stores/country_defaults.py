"""What a store in a country usually has: proposed to whoever opens one, and theirs to change."""

from __future__ import annotations

from dataclasses import dataclass

from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies
from django.conf import settings

from stores.moments import TIME_ZONES

WITHOUT_TAX = frozenset({"CA", "US"})
"""Where shoppers expect prices to which tax is added at the check-out."""


MOST_LIVE_THERE = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CL": "America/Santiago", "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil", "ES": "Europe/Madrid", "ID": "Asia/Jakarta", "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York",
    "UZ": "Asia/Tashkent", "ZZ": "UTC",
}  # fmt: skip
"""The zone of most people in countries that have several. CLDR lists them by the alphabet."""


@dataclass(frozen=True, slots=True)
class CountryDefaults:
    currency: str
    language: str
    time_zone: str
    prices_include_tax: bool


def country_defaults(country: str) -> CountryDefaults:
    """Of an ISO 3166-1 code, from CLDR; of none: euros, the platform's language, UTC."""
    code = country.upper()
    return CountryDefaults(
        currency=default_currency(code),
        language=default_language(code),
        time_zone=default_time_zone(code),
        prices_include_tax=code not in WITHOUT_TAX,
    )


def default_currency(country: str) -> str:
    """The one that came last to be legal tender there."""
    known = get_territory_currencies(country, tender=True)
    return known[-1] if known else "EUR"


def default_language(country: str) -> str:
    """The first official one that the platform speaks."""
    offered = dict(settings.LANGUAGES)
    official = get_official_languages(country, regional=True, de_facto=True)
    return next((one for one in official if one in offered), settings.LANGUAGE_CODE)


def default_time_zone(country: str) -> str:
    """Of most of a country, or UTC."""
    code = country.upper()
    zones = [MOST_LIVE_THERE.get(code, ""), *get_global("territory_zones").get(code, [])]
    return next((zone for zone in zones if zone in TIME_ZONES), "UTC")
