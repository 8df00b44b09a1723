"""Offers for Google's Merchant Center, and for whoever else reads its format: RSS 2.0 with
https://support.google.com/merchants/answer/7052112 as its attributes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal

from django.core.files.storage import default_storage
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from catalog.feeds import xml
from catalog.feeds.kinds import found_products
from catalog.feeds.texts import text_in
from catalog.models import Option, OptionDisplay, Product, ProductImage, Variant
from catalog.selectors.availability import Availability, State, availability_of
from catalog.selectors.stock import free_units
from catalog.selectors.structured_data import gtin_of
from stores.languages import shop_in
from stores.models import Store
from stores.money import plain_amount
from stores.seo.meta import plain

BATCH = 200
"""Products read together: what is in memory at once, and how many queries there are."""
MAX_TITLE, MAX_DESCRIPTION, MAX_MORE_IMAGES = 150, 5000, 10
RSS = '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n'

# What an option has to be called to be one of Google's, in the platform's languages.
SIZE = frozenset({"size", "größe", "taille", "talla", "tamaño", "المقاس", "الحجم"})
COLOUR = frozenset({"colour", "color", "farbe", "couleur", "اللون"})
MATERIAL = frozenset({"material", "matériau", "matière", "المادة"})


def merchant_feed(store: Store, language: str) -> Iterator[str]:
    """Every variant that is for sale, sent batch by batch: five queries for each 200 products."""
    home, link = paths(store, language)
    yield (
        xml.HEAD
        + RSS
        + xml.element("title", store.name)
        + xml.element("link", store.absolute_url(home))
        + xml.element("description", store.tagline or store.name)
        + "\n"
    )
    last = ""
    while batch := list(with_offers(found_products(store).filter(slug__gt=last), store)[:BATCH]):
        with timezone.override(store.time_zone):
            text = "".join(items(store, language, link, batch))
        yield text
        last = batch[-1].slug
    yield "</channel></rss>\n"


def paths(store: Store, language: str) -> tuple[str, str]:
    """Of the front page, and of a product whose slug is “-”, in the language."""
    with shop_in(store, language):
        product = reverse("catalog:product", args=["-"])
    return product.removesuffix("products/-/"), product


def with_offers(products: QuerySet[Product], store: Store) -> QuerySet[Product]:
    variants = Variant.objects.filter(retired_at=None).select_related("image")
    images = ProductImage.objects.select_related("image").order_by("sort_order", "pk")
    found = products.select_related("brand").prefetch_related(
        Prefetch("variants", variants.order_by("sort_order", "pk")),
        Prefetch("images", images),
        Prefetch("options", Option.objects.order_by("sort_order", "pk")),
    )
    return found.prefetch_related("translations") if store.languages else found


def items(store: Store, language: str, link: str, products: list[Product]) -> Iterator[str]:
    free = free_units([v.pk for product in products for v in product.variants.all()])
    for product in products:
        variants = list(product.variants.all())
        for variant in variants:
            available = availability_of(product, variant, free.get(variant.pk, 0))
            fields = [
                *about(store, language, link, product, variant),
                *pictures(store, product, variant),
                *price_of(variant),
                *availability(available),
                *identity(product, variant, len(variants) > 1),
                *options(product, variant),
            ]
            body = "".join(xml.element(f"g:{name}", value) for name, value in fields if value)
            yield f"<item>{body}</item>\n"


Fields = list[tuple[str, str]]


def about(store: Store, language: str, link: str, product: Product, variant: Variant) -> Fields:
    name = text_in(product, "name", language, store)
    description = plain(text_in(product, "description", language, store))
    description = description or text_in(product, "short_description", language, store) or name
    path = link.replace("-", text_in(product, "slug", language, store), 1)
    if len(product.variants.all()) > 1:
        path += f"?variant={variant.public_id}"
    title = f"{name} – {variant.name}" if variant.name else name
    return [
        ("id", str(variant.public_id)),
        ("title", title[:MAX_TITLE]),
        ("description", description[:MAX_DESCRIPTION]),
        ("link", store.absolute_url(path)),
    ]


def pictures(store: Store, product: Product, variant: Variant) -> Fields:
    """The variant's own first. One without any is not shown by Google, but says why there."""
    images = [shown.image for shown in product.images.all()]
    if variant.image is not None:
        images = [variant.image, *(image for image in images if image.pk != variant.image.pk)]
    addresses = [store.absolute_url(default_storage.url(image.file.name)) for image in images]
    more = [("additional_image_link", address) for address in addresses[1 : 1 + MAX_MORE_IMAGES]]
    return [*(("image_link", address) for address in addresses[:1]), *more]


def price_of(variant: Variant) -> Fields:
    def amount(value: Decimal) -> str:
        return f"{plain_amount(value, variant.currency)} {variant.currency}"

    was = variant.compare_at_money
    if was is None:
        return [("price", amount(variant.price))]
    return [("price", amount(was.amount)), ("sale_price", amount(variant.price))]


def availability(available: Availability) -> Fields:
    """Google takes a back order with a date only; without one, it is told that there is none."""
    if available.state == State.TO_ORDER:
        if available.expected is None or not available.can_be_bought:
            return [("availability", "out_of_stock")]
        day = timezone.make_aware(datetime.combine(available.expected, time()))
        return [("availability", "backorder"), ("availability_date", day.isoformat())]
    return [("availability", "in_stock" if available.can_be_bought else "out_of_stock")]


def identity(product: Product, variant: Variant, several: bool) -> Fields:
    """A SKU is the store's own, and no manufacturer's part number."""
    gtin = gtin_of(variant.barcode)
    weight = f"{variant.weight_grams} g" if variant.weight_grams else ""
    return [
        ("brand", product.brand.name if product.brand else ""),
        ("gtin", gtin),
        ("identifier_exists", "" if gtin else "no"),
        ("condition", "new"),
        ("item_group_id", str(product.public_id) if several else ""),
        ("shipping_weight", weight),
    ]


def options(product: Product, variant: Variant) -> Fields:
    fields = []
    values = (variant.option1, variant.option2, variant.option3)
    for option, value in zip(product.options.all(), values, strict=False):
        word = option.name.strip().lower()
        if word in COLOUR or option.display == OptionDisplay.SWATCHES:
            fields.append(("color", value))
        elif word in SIZE:
            fields.append(("size", value))
        elif word in MATERIAL:
            fields.append(("material", value))
    return fields
