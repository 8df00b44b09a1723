"""A postal address as a plain value; carts and orders keep it as JSON, a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from stores.countries import country_names


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
        """For people to read, top to bottom."""
        town = " ".join(part for part in (self.postal_code, self.city, self.region) if part)
        country = country_names(language).get(self.country, self.country)
        parts = (self.name, self.company, self.line1, self.line2, town, country)
        return [part for part in parts if part]
