from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from catalog.models import Category, ProductIndex
from catalog.selectors.cards import first_picture
from stores.models import Image
from stores.pictures import image_as_json, image_from_json


@dataclass(frozen=True, slots=True)
class CategoryTile:
    category: Category
    image: Image | None
    """Its own picture, or that of its newest product."""


def with_tile(categories: QuerySet[Category]) -> QuerySet[Category]:
    newest = (
        ProductIndex.objects.filter(
            store_id=OuterRef("store_id"), category_ids__contains=[OuterRef("pk")]
        )
        .annotate(picture=Subquery(first_picture(OuterRef("product_id"))))
        .filter(picture__isnull=False)
        .order_by("-published_at", "-product_id")
    )
    return categories.annotate(
        tile_own=Subquery(image_as_json(Image.objects.filter(pk=OuterRef("image_id")))),
        tile_product=Subquery(newest.values("picture")[:1]),
    )


def tile_of(category: Category) -> CategoryTile:
    """The tile of a category from ``with_tile``."""
    return CategoryTile(
        category,
        image_from_json(category.tile_own or category.tile_product),  # type: ignore[attr-defined]
    )


def tiles_for_block(chosen: Sequence[Category]) -> list[CategoryTile]:
    """The categories chosen, in their order; with none, all at the top. At most one query."""
    if not chosen:
        return [tile_of(category) for category in with_tile(Category.objects.filter(parent=None))]
    if all(hasattr(category, "tile_own") for category in chosen):
        return [tile_of(category) for category in chosen]
    found = with_tile(Category.objects.all()).in_bulk([category.pk for category in chosen])
    return [tile_of(found[category.pk]) for category in chosen if category.pk in found]
