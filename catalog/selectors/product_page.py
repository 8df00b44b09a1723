"""What a product page shows. Works on a product in memory, too: the editor's live preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.utils.translation import gettext, ngettext

from catalog.models import Product, ProductCategory, ProductImage, Variant
from catalog.selectors.stock import available_quantities
from stores.models import Image
from stores.money import Money
from stores.pictures import KNOWN, load_renditions, renditions_as_json

FEW = 5
OPTION_FIELDS = ("option1", "option2", "option3")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an option, as a link to the variant it leads to."""

    label: str
    variant: Variant
    is_selected: bool
    is_exact: bool
    """False if the rest of the selection has to change, because the combination is not made."""
    is_available: bool


@dataclass(frozen=True, slots=True)
class OptionRow:
    name: str
    selected: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class PageImage:
    image: Image
    alt: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    variant: Variant | None
    """None if nothing of the product is for sale (only in a preview)."""
    price: Money | None
    compare_at: Money | None
    quantity: int
    options: list[OptionRow]
    images: list[PageImage]
    """The selected variant's picture first."""
    facts: list[tuple[str, str]]
    variant_is_gone: bool
    """The address asked for a variant that is not for sale any more."""

    @property
    def is_available(self) -> bool:
        return self.quantity > 0

    @property
    def availability(self) -> str:
        if self.quantity <= 0:
            return gettext("Sold out")
        if self.quantity <= FEW:
            return ngettext("Only %(n)d left", "Only %(n)d left", self.quantity) % {
                "n": self.quantity
            }
        return gettext("In stock")


def find_product(slug: str) -> Product | None:
    """The published product of the store in scope, with its cluster: four queries."""
    variants = Variant.objects.select_related("image").order_by("sort_order", "pk")
    images = ProductImage.objects.select_related("image").order_by("sort_order", "pk")
    return (
        Product.objects.filter(slug=slug, live=True)
        .prefetch_related(
            Prefetch("variants", variants.annotate(**{KNOWN: renditions_as_json("image_id")})),
            Prefetch("images", images.annotate(**{KNOWN: renditions_as_json("image_id")})),
            "options",
        )
        .annotate(
            shown_in=ArraySubquery(
                ProductCategory.objects.filter(product_id=OuterRef("pk")).values("category_id")
            )
        )
        .first()
    )


def product_context(
    product: Product, *, variant_id: str | None = None, is_preview: bool = False
) -> dict[str, Any]:
    """The template's context. ``variant_id`` is what the address says, whatever it says."""
    return {
        "product": product,
        "page": product_page(product, variant_id=variant_id),
        "category_ids": category_ids(product),
        "is_preview": is_preview,
    }


def category_ids(product: Product) -> list[int]:
    if hasattr(product, "shown_in"):
        return product.shown_in  # type: ignore[no-any-return]
    return [link.category_id for link in product.product_categories.all()]


def product_page(product: Product, *, variant_id: str | None) -> ProductPage:
    variants = product.sellable_variants()
    stock = available_quantities([variant.pk for variant in variants if variant.pk])
    asked = variant_named(variants, variant_id)
    variant = asked or default_variant(variants, stock)
    quantity = stock.get(variant.pk, 0) if variant else 0
    has_price = variant is not None and variant.price is not None and variant.currency
    return ProductPage(
        variant=variant,
        price=variant.money if variant and has_price else None,
        compare_at=variant.compare_at_money if variant and has_price else None,
        quantity=quantity,
        options=option_rows(product, variants, variant, stock) if variant else [],
        images=page_images(product, variant),
        facts=facts(product),
        variant_is_gone=bool(variant_id) and asked is None,
    )


def variant_named(variants: list[Variant], variant_id: str | None) -> Variant | None:
    try:
        public_id = UUID(variant_id or "")
    except ValueError:
        return None
    return next((variant for variant in variants if variant.public_id == public_id), None)


def default_variant(variants: list[Variant], stock: dict[int, int]) -> Variant | None:
    """The first that can be had, or else the first."""
    for variant in variants:
        if stock.get(variant.pk, 0) > 0:
            return variant
    return variants[0] if variants else None


def option_rows(
    product: Product, variants: list[Variant], selected: Variant, stock: dict[int, int]
) -> list[OptionRow]:
    """A row for each option in which the variants differ or which the product names."""
    names = [option.name for option in product.options.all()]
    rows = []
    for index, name in enumerate(OPTION_FIELDS):
        labels = list(dict.fromkeys(getattr(variant, name) for variant in variants))
        labels = [label for label in labels if label]
        if not labels or (len(variants) == 1 and index >= len(names)):
            continue
        rows.append(
            OptionRow(
                name=names[index] if index < len(names) else gettext("Version"),
                selected=getattr(selected, name),
                choices=[choice(label, index, variants, selected, stock) for label in labels],
            )
        )
    return rows


def choice(
    label: str, index: int, variants: list[Variant], selected: Variant, stock: dict[int, int]
) -> Choice:
    """The variant that has ``label`` and is nearest to the selection: it shares the most other
    values, earlier options before later ones, and of equals one that can be had."""
    wanted = values(selected)

    def nearness(variant: Variant) -> tuple[int, list[bool], bool]:
        same = [a == b for a, b in zip(values(variant), wanted, strict=True)]
        same[index] = True
        return sum(same), same, stock.get(variant.pk, 0) > 0

    nearest = max(
        (variant for variant in variants if values(variant)[index] == label), key=nearness
    )
    others = [n for n in range(len(OPTION_FIELDS)) if n != index]
    return Choice(
        label=label,
        variant=nearest,
        is_selected=wanted[index] == label,
        is_exact=all(values(nearest)[n] == wanted[n] for n in others),
        is_available=stock.get(nearest.pk, 0) > 0,
    )


def values(variant: Variant) -> tuple[str, ...]:
    return tuple(getattr(variant, name) for name in OPTION_FIELDS)


def page_images(product: Product, variant: Variant | None) -> list[PageImage]:
    """The product's pictures, the selected variant's own first; each once."""
    rows = [(row.image, row.alt or product.name, row) for row in product.images.all()]
    if variant is not None and variant.image is not None:
        known = [row for row in rows if row[0].pk == variant.image.pk]
        rows = known[:1] or [(variant.image, str(variant), variant)]
        rows += [
            (row.image, row.alt or product.name, row)
            for row in product.images.all()
            if row.image.pk != variant.image.pk
        ]
    for image, _alt, row in rows:
        if hasattr(row, KNOWN):
            setattr(image, KNOWN, list(getattr(row, KNOWN)))
    load_renditions([image for image, _alt, _row in rows])
    return [PageImage(image, alt) for image, alt, _row in rows]


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
