"""What a product page shows. Works on a product in memory, too: the editor's live preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.utils.translation import gettext

from catalog.models import Product, ProductCategory, Variant
from catalog.selectors.availability import (
    Availability,
    availability_of,
    free_units_of_variant,
)
from catalog.selectors.cards import ProductCard
from catalog.selectors.delivery import delivery_annotations, delivery_line
from catalog.selectors.option_rows import (
    OptionRow,
    option_rows,
    options_as_json,
    options_from_json,
    options_in_memory,
)
from catalog.selectors.product_gallery import (
    PageImage,
    gallery,
    images_as_json,
    images_from_json,
    images_in_memory,
)
from catalog.selectors.related import related_annotations, related_cards
from catalog.selectors.reviews import (
    Ratings,
    ShownReview,
    counts_as_json,
    newest_as_json,
    ratings_from_json,
    review_from_json,
)
from catalog.selectors.stock import free_units
from catalog.selectors.translations import named, read
from stores.models import Store
from stores.money import Money
from stores.pictures import KNOWN, renditions_as_json


@dataclass(frozen=True, slots=True)
class ProductPage:
    variant: Variant | None
    """None if nothing of the product is for sale (only in a preview)."""
    price: Money | None
    compare_at: Money | None
    availability: Availability | None
    options: list[OptionRow]
    images: list[PageImage]
    """The selected variant's picture first."""
    facts: list[tuple[str, str]]
    variant_is_gone: bool
    """The address asked for a variant that is not for sale any more."""
    stock: dict[int, int] = field(default_factory=dict)
    """What is on the shelf of each variant for everybody, by its id."""
    delivery: str = ""
    ratings: Ratings = field(default_factory=lambda: ratings_from_json([]))
    reviews: list[ShownReview] = field(default_factory=list)
    """The newest few."""
    related: list[ProductCard] = field(default_factory=list)

    @property
    def is_available(self) -> bool:
        return self.availability is not None and self.availability.can_be_bought


def find_product(slug: str, store: Store) -> Product | None:
    """The published product of the store in scope, with all its page needs: two queries. The
    cards of what goes with it are a third."""
    variants = Variant.objects.select_related("image").order_by("sort_order", "pk")
    found = (
        named(Product.objects.filter(live=True), slug, store)
        .select_related("brand")
        .prefetch_related(
            Prefetch(
                "variants",
                variants.annotate(
                    free_units=free_units_of_variant(), **{KNOWN: renditions_as_json("image_id")}
                ),
            ),
        )
        .annotate(
            shown_in=ArraySubquery(
                ProductCategory.objects.filter(product_id=OuterRef("pk")).values("category_id")
            ),
            page_options=options_as_json(),
            page_images=images_as_json(),
            review_counts=counts_as_json(),
            newest_reviews=newest_as_json(),
            **related_annotations(),
            **delivery_annotations(store),
        )
        .first()
    )
    return found and read(found)


def product_context(
    product: Product,
    *,
    store: Store | None = None,
    variant_id: str | None = None,
    is_preview: bool = False,
) -> dict[str, Any]:
    """The template's context. ``variant_id`` is what the address says, whatever it says."""
    return {
        "product": product,
        "page": product_page(product, store=store, variant_id=variant_id),
        "category_ids": category_ids(product),
        "is_preview": is_preview,
    }


def category_ids(product: Product) -> list[int]:
    if hasattr(product, "shown_in"):
        return product.shown_in  # type: ignore[no-any-return]
    return [link.category_id for link in product.product_categories.all()]


def product_page(
    product: Product, *, variant_id: str | None, store: Store | None = None
) -> ProductPage:
    variants = product.sellable_variants()
    know_renditions(variants)
    stock = units_of(variants)
    available = {
        variant.public_id: availability_of(product, variant, stock.get(variant.pk, 0))
        for variant in variants
    }
    asked = variant_named(variants, variant_id)
    variant = asked or default_variant(variants, available)
    has_price = variant is not None and variant.price is not None and variant.currency
    found = hasattr(product, "page_options")
    options = (
        options_from_json(product.page_options)  # type: ignore[attr-defined]
        if found
        else options_in_memory(product)
    )
    images = (
        images_from_json(product, product.page_images)  # type: ignore[attr-defined]
        if found
        else images_in_memory(product)
    )
    return ProductPage(
        variant=variant,
        price=variant.money if variant and has_price else None,
        compare_at=variant.compare_at_money if variant and has_price else None,
        availability=available[variant.public_id] if variant else None,
        options=option_rows(options, variants, variant, available) if variant else [],
        images=gallery(product, images, options, variant),
        facts=facts(product),
        variant_is_gone=bool(variant_id) and asked is None,
        stock=stock,
        delivery=delivery_line(store, product) if store else "",
        ratings=ratings_from_json(getattr(product, "review_counts", [])),
        reviews=[review_from_json(row) for row in getattr(product, "newest_reviews", [])],
        related=related_cards(product),
    )


def units_of(variants: list[Variant]) -> dict[int, int]:
    """What is on the shelf, from the variants' own query where they come from ``find_product``;
    a new variant in a preview has nothing yet."""
    if all(hasattr(variant, "free_units") for variant in variants):
        return {variant.pk: variant.free_units or 0 for variant in variants}  # type: ignore[attr-defined]
    return free_units([variant.pk for variant in variants if variant.pk])


def know_renditions(variants: list[Variant]) -> None:
    """Their query brought them along."""
    for variant in variants:
        if variant.image is not None and hasattr(variant, KNOWN):
            setattr(variant.image, KNOWN, list(getattr(variant, KNOWN)))


def variant_named(variants: list[Variant], variant_id: str | None) -> Variant | None:
    try:
        public_id = UUID(variant_id or "")
    except ValueError:
        return None
    return next((variant for variant in variants if variant.public_id == public_id), None)


def default_variant(
    variants: list[Variant], available: Mapping[UUID, Availability]
) -> Variant | None:
    """The first that can be had, or else the first."""
    for variant in variants:
        if available[variant.public_id].can_be_bought:
            return variant
    return variants[0] if variants else None


def facts(product: Product) -> list[tuple[str, str]]:
    """The product's attributes in words; a list of values is joined by commas."""
    attributes = product.attributes if isinstance(product.attributes, dict) else {}
    return [
        (str(name).replace("_", " ").capitalize(), in_words(value))
        for name, value in attributes.items()
        if in_words(value)
    ]


def in_words(value: object) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(in_words(item) for item in value)
    return "" if value is None else str(value)
