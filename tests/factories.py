"""Things of a store, made through the models, in its scope."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils.text import slugify
from PIL import Image as PillowImage

from catalog.models import (
    Category,
    Option,
    Product,
    ProductCategory,
    ProductImage,
    StockItem,
    Variant,
)
from catalog.services.index_product import index_product
from stores.models import Image, Store
from stores.scope import store_scope


def make_image(store: Store, title: str = "Picture", *, size: tuple[int, int] = (60, 60)) -> Image:
    data = io.BytesIO()
    PillowImage.new("RGB", size, "#88aacc").save(data, "PNG")
    with store_scope(store):
        return Image.objects.create(
            title=title, file=ContentFile(data.getvalue(), name=f"{slugify(title)}.png")
        )


def make_category(
    store: Store, name: str = "Cups", *, parent: Category | None = None, **fields: Any
) -> Category:
    with store_scope(store):
        return Category.objects.create(
            name=name, slug=fields.pop("slug", slugify(name)), parent=parent, **fields
        )


def make_product(
    store: Store,
    name: str = "Mug",
    *,
    price: str = "12.90",
    stock: int = 10,
    variants: Iterable[Mapping[str, Any]] | None = None,
    options: Iterable[str] = (),
    live: bool = True,
    categories: Iterable[Category] = (),
    image: bool = False,
    **fields: Any,
) -> Product:
    """A product with one variant, or with ``variants`` as dicts of Variant's fields plus
    ``stock``; ``options`` names what they differ in."""
    slug = fields.pop("slug", slugify(name))
    rows = [dict(row) for row in variants or [{}]]
    with store_scope(store):
        product = Product(name=name, slug=slug, live=live, **fields)
        product.options = [Option(name=option, sort_order=n) for n, option in enumerate(options)]
        stocks = [row.pop("stock", stock) for row in rows]
        product.variants = [
            Variant(
                **{
                    "sku": f"{slug}-{n}".upper(),
                    "price": Decimal(row.pop("price", price)),
                    "sort_order": n,
                    **row,
                }
            )
            for n, row in enumerate(rows)
        ]
        product.product_categories = [
            ProductCategory(category=category, sort_order=n)
            for n, category in enumerate(categories)
        ]
        if image:
            product.images = [ProductImage(image=make_image(store, name), alt=name)]
        product.save()
        for variant, units in zip(product.variants.order_by("sort_order"), stocks, strict=True):
            StockItem.objects.filter(variant=variant).update(on_hand=units)
        index_product(product_id=product.pk)
        return Product.objects.get(pk=product.pk)
