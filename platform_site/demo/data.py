"""What the files in demo/ hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from commerce.addresses import Address

FOLDER: Path = settings.BASE_DIR / "demo"
OPERATOR_EMAIL = "operator@galleria.example"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in to a store's admin."""

    email: str
    first_name: str
    last_name: str
    role: str


@dataclass(frozen=True, slots=True)
class DemoStore:
    slug: str
    spec: dict[str, Any]
    """Its entry in stores.json: settings, theme, categories, products."""
    texts: dict[str, Any]
    """Its entry in pages.json: contact, pages, bank details."""
    assortment: dict[str, Any]
    """Its entry in assortment.json: brands, tags, collections; empty for one without."""
    shoppers: list[Address]

    @property
    def name(self) -> str:
        return self.spec["name"]

    @property
    def owner(self) -> Person:
        return Person(role="Owner", **self.texts["owner"])

    @property
    def staff(self) -> list[Person]:
        return [Person(**person) for person in self.texts["staff"]]

    @property
    def suspended_because(self) -> str:
        """Why it is suspended; empty for a store that is open."""
        return self.spec.get("suspended", "")

    @property
    def is_template(self) -> bool:
        """Whether new stores can begin as a copy of it."""
        return self.spec.get("template", False)


@cache
def demo_stores() -> tuple[DemoStore, ...]:
    texts, people = read("pages.json"), read("people.json")
    assortment = read("assortment.json")
    return tuple(
        DemoStore(
            slug=spec["slug"],
            spec=spec,
            texts=texts[spec["slug"]],
            assortment=assortment.get(spec["slug"], {}),
            shoppers=[address(row) for row in people[spec["slug"]]],
        )
        for spec in read("stores.json")["stores"]
    )


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def address(row: list[str]) -> Address:
    name, line1, postal_code, city, region, country = row
    return Address(
        name=name, line1=line1, postal_code=postal_code, city=city, region=region, country=country
    )
