"""Country names by ISO 3166-1 code, from CLDR by way of Babel."""

from functools import lru_cache

from babel import Locale


@lru_cache(maxsize=32)
def country_names(language: str = "en") -> dict[str, str]:
    territories = Locale.parse(language, sep="-").territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }


# Codes that CLDR names but ISO does not assign to a country: unions, pseudo-locales, unknown.
NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def country_choices(language: str = "en") -> list[tuple[str, str]]:
    return sorted(country_names(language).items(), key=lambda item: item[1])
