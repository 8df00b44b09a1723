from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery

from catalog.models import Category, ProductIndex
from catalog.selectors.cards import first_picture
from catalog.selectors.translations import read, with_texts
from stores.models import Image
from stores.pictures import image_as_json, image_from_json

CANDIDATES = 4


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
    return with_texts(categories, "name", "slug").annotate(
        tile_own=Subquery(image_as_json(Image.objects.filter(pk=OuterRef("image_id")))),
        tile_products=ArraySubquery(newest.values("picture")[:CANDIDATES]),
    )


def tiles_of(categories: Iterable[Category]) -> list[CategoryTile]:
    """The tiles of categories from ``with_tile``; a product stands for one of them only, as
    long as there is another."""
    used: set[int] = set()
    tiles = []
    for category in categories:
        own, products = category.tile_own, category.tile_products  # type: ignore[attr-defined]
        fresh = [row for row in products if row["id"] not in used]
        chosen = own or next(iter(fresh or products), None)
        if chosen:
            used.add(chosen["id"])
        tiles.append(CategoryTile(read(category), image_from_json(chosen)))
    return tiles


def tiles_for_block(chosen: Sequence[Category]) -> list[CategoryTile]:
    """The categories chosen, in their order; with none, all at the top. At most one query."""
    if not chosen:
        return tiles_of(with_tile(Category.objects.filter(parent=None, live=True)))
    if all(hasattr(category, "tile_own") for category in chosen):
        return tiles_of(category for category in chosen if category.live)
    found = with_tile(Category.objects.filter(live=True)).in_bulk(
        [category.pk for category in chosen]
    )
    return tiles_of(found[category.pk] for category in chosen if category.pk in found)
