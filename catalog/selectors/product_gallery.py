"""The pictures of a product's page, in the order they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from catalog.models import Product, ProductImage, Variant
from catalog.selectors.option_rows import OPTION_FIELDS, ShownOption
from stores.models import Image
from stores.pictures import image_as_json, image_from_json, load_renditions


@dataclass(frozen=True, slots=True)
class PageImage:
    image: Image
    alt: str


def images_as_json() -> ArraySubquery:
    """For ``annotate()`` on products: their pictures with renditions."""
    image = Subquery(image_as_json(Image.objects.filter(pk=OuterRef("image_id"))))
    return ArraySubquery(
        ProductImage.objects.filter(product_id=OuterRef("pk"))
        .order_by("sort_order", "pk")
        .annotate(picture=image)
        .values(row=JSONObject(alt="alt", picture="picture"))
    )


def images_from_json(product: Product, rows: list[dict[str, Any]]) -> list[PageImage]:
    found = [(image_from_json(row["picture"]), row["alt"]) for row in rows]
    return [PageImage(image, alt or product.name) for image, alt in found if image is not None]


def images_in_memory(product: Product) -> list[PageImage]:
    """Of a product that is being edited."""
    return [PageImage(row.image, row.alt or product.name) for row in product.images.all()]


def gallery(
    product: Product, images: list[PageImage], options: list[ShownOption], variant: Variant | None
) -> list[PageImage]:
    """The chosen variant's picture first, or that of the value it has where it has none itself;
    then the product's others, each once."""
    first = picture_of_choice(options, variant)
    shown = images
    if first is not None and variant is not None:
        known = [each for each in images if each.image.pk == first.pk]
        ours = known[:1] or [PageImage(first, f"{product.name} – {variant.name}".strip(" –"))]
        shown = [*ours, *(each for each in images if each.image.pk != first.pk)]
    load_renditions([each.image for each in shown])
    return shown


def picture_of_choice(options: list[ShownOption], variant: Variant | None) -> Image | None:
    if variant is None:
        return None
    if variant.image is not None:
        return variant.image
    for option, name in zip(options, OPTION_FIELDS, strict=False):
        look = option.looks.get(getattr(variant, name))
        if look is not None and look.image is not None:
            return look.image
    return None
