"""Importing this registers every target."""

from tests.fuzz.run import TARGETS
from tests.fuzz.targets import (
    admin,
    content,
    forms,
    headers,
    names,
    payments,
    people,
    shoppers,
    storefront,
)

__all__ = [
    "TARGETS",
    "admin",
    "content",
    "forms",
    "headers",
    "names",
    "payments",
    "people",
    "shoppers",
    "storefront",
]
