"""A product as it can be bought straight from a page: its variants, in the product's own query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from catalog.models import Product, Variant
from catalog.selectors.availability import Availability, availability_of, free_units_of_variant

MOST = 60
"""Variants offered in a list; of more, a shopper chooses on the product's page."""
FIELDS = (
    "id", "public_id", "option1", "option2", "option3", "price", "compare_at_price", "currency",
    "stock_policy", "backorder_until", "low_stock_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    variant: Variant
    availability: Availability

    @property
    def can_be_bought(self) -> bool:
        return self.availability.can_be_bought


def with_offers(products: QuerySet[Product]) -> QuerySet[Product]:
    variants = (
        Variant.objects.filter(product_id=OuterRef("pk"), retired_at=None)
        .order_by("sort_order", "pk")
        .annotate(free=free_units_of_variant())
    )
    fields = {name: name for name in (*FIELDS, "free")}
    return products.annotate(offer_rows=ArraySubquery(variants.values(row=JSONObject(**fields))))


def offers_of(product: Product) -> list[Offer]:
    """Of a product from ``with_offers``, in the store's order; also what is sold out."""
    return [offer_of(product, row) for row in product.offer_rows]  # type: ignore[attr-defined]


def offer_of(product: Product, row: dict[str, Any]) -> Offer:
    values = {name: row[name] for name in FIELDS}
    until, was = values["backorder_until"], values["compare_at_price"]
    values["price"] = Decimal(str(values["price"]))
    values["compare_at_price"] = None if was is None else Decimal(str(was))
    values["backorder_until"] = date.fromisoformat(until) if until else None
    variant = Variant(**values)
    return Offer(variant, availability_of(product, variant, row["free"] or 0))
