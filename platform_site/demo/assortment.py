"""Brands, tags, collections and how things are sold, from assortment.json."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from catalog.models import (
    Brand,
    Collection,
    CollectionProduct,
    CollectionRule,
    Product,
    RelatedProduct,
    StockPolicy,
)
from stores.models import User

EMPTY: dict[str, Any] = {
    "brands": {}, "tags": {}, "related": {}, "quantities": {}, "to_order": {}, "barcodes": {},
    "collections": [],
}  # fmt: skip


def add_brands(spec: dict[str, Any]) -> dict[str, Brand]:
    """By the slug of the product."""
    made = {}
    for slug, brand in spec["brands"].items():
        maker = Brand.objects.create(name=brand["name"], slug=slug)
        made.update(dict.fromkeys(brand["products"], maker))
    return made


def complete(
    product: Product, spec: dict[str, Any], brands: dict[str, Brand], earlier: dict[str, Product]
) -> None:
    """Give a product that is not stored yet what the file says of it. It can go with those that
    were made ``earlier``."""
    cluster: Any = product  # Its managers take lists of children.
    slug = product.slug
    product.brand = brands.get(slug)
    least, most = spec["quantities"].get(slug, (1, None))
    product.minimum_quantity, product.maximum_quantity = least, most
    cluster.related_products = [
        RelatedProduct(related=earlier[other], sort_order=order)
        for order, other in enumerate(spec["related"].get(slug, []))
    ]
    if tags := spec["tags"].get(slug):
        product.tags.set(tags)
    days = spec["to_order"].get(slug)
    for variant in cluster.variants.all():
        variant.barcode = spec["barcodes"].get(slug, "")
        if days is not None:
            variant.stock_policy = StockPolicy.BACKORDER
            variant.backorder_until = timezone.localdate() + timedelta(days=days)


def add_collections(spec: dict[str, Any], products: dict[str, Product], *, owner: User) -> None:
    for row in spec["collections"]:
        collection = Collection(
            name=row["name"],
            slug=row["slug"],
            description=row["description"],
            kind=Collection.Kind.RULES if "rules" in row else Collection.Kind.MANUAL,
            match=row.get("match", Collection.Match.ALL),
            sorting=row.get("sorting", Collection.Sorting.CHOSEN),
            live=False,
        )
        cluster: Any = collection
        cluster.chosen = [
            CollectionProduct(product=products[slug], sort_order=order)
            for order, slug in enumerate(row.get("products", []))
        ]
        cluster.rules = [
            CollectionRule(subject=subject, name=name, value=value, sort_order=order)
            for order, (subject, name, value) in enumerate(row.get("rules", []))
        ]
        collection.save()
        collection.save_revision(user=owner, clean=False).publish(user=owner)
