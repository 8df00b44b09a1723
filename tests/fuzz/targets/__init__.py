"""Importing this registers every target."""

from tests.fuzz.run import TARGETS
from tests.fuzz.targets import admin, forms, headers, names, payments, people, storefront

__all__ = ["TARGETS", "admin", "forms", "headers", "names", "payments", "people", "storefront"]
