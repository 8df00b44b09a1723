"""A product as an object of schema.org
(https://developers.google.com/search/docs/appearance/structured-data/merchant-listing)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.storage import default_storage

from catalog.models import Product, Variant
from catalog.models.gtin import clean_gtin
from catalog.selectors.availability import State, availability_of
from catalog.selectors.product_page import ProductPage
from catalog.selectors.reviews import ShownReview
from stores.models import Store
from stores.money import plain_amount
from stores.seo.meta import plain
from stores.seo.structured_data import SCHEMA, organization_id, without_empty

MAX_PICTURES = 6
MAX_OFFERS = 30
"""Of more variants only the range of prices is said."""

IN_STOCK, OUT_OF_STOCK, BACK_ORDER = (
    f"{SCHEMA}/{name}" for name in ("InStock", "OutOfStock", "BackOrder")
)


def product_data(product: Product, page: ProductPage, store: Store) -> dict[str, Any]:
    url = store.absolute_url(product.get_absolute_url())
    variants = [v for v in product.sellable_variants() if v.price is not None and v.currency]
    single = variants[0] if len(variants) == 1 else None
    return without_empty(
        {
            "@type": "Product",
            "@id": f"{url}#product",
            "name": product.name,
            "url": url,
            "description": product.search_description
            or product.short_description
            or plain(product.description)[:5000],
            "image": [
                store.absolute_url(default_storage.url(shown.image.file.name))
                for shown in page.images[:MAX_PICTURES]
            ],
            "sku": single.sku if single else "",
            "gtin": gtin_of(single.barcode) if single else "",
            "brand": {"@type": "Brand", "name": product.brand.name} if product.brand else None,
            "aggregateRating": rating(page),
            "review": [review(shown) for shown in page.reviews],
            "offers": offers(variants, page, url, store),
        }
    )


def offers(
    variants: list[Variant], page: ProductPage, url: str, store: Store
) -> list[dict[str, Any]] | dict[str, Any]:
    several = len(variants) > 1
    if len(variants) <= MAX_OFFERS:
        return [
            offer(variant, f"{url}?variant={variant.public_id}" if several else url, page, store)
            for variant in variants
        ]
    prices = [variant.price for variant in variants]
    currency = variants[0].currency
    states = {state_of(variant, page)[0] for variant in variants}
    return {
        "@type": "AggregateOffer",
        "offerCount": len(variants),
        "lowPrice": plain_amount(min(prices), currency),
        "highPrice": plain_amount(max(prices), currency),
        "priceCurrency": currency,
        "availability": next(s for s in (IN_STOCK, BACK_ORDER, OUT_OF_STOCK) if s in states),
    }


def offer(variant: Variant, url: str, page: ProductPage, store: Store) -> dict[str, Any]:
    state, expected = state_of(variant, page)
    return without_empty(
        {
            "@type": "Offer",
            "url": url,
            "name": variant.name,
            "sku": variant.sku,
            "gtin": gtin_of(variant.barcode),
            "price": plain_amount(variant.price, variant.currency),
            "priceCurrency": variant.currency,
            "availability": state,
            "availabilityStarts": expected.isoformat() if expected else "",
            "itemCondition": f"{SCHEMA}/NewCondition",
            "seller": {"@id": organization_id(store)},
        }
    )


def state_of(variant: Variant, page: ProductPage) -> tuple[str, date | None]:
    """What schema.org calls it, and from when on there is more."""
    found = availability_of(variant.product, variant, page.stock.get(variant.pk, 0))
    if not found.can_be_bought:
        return OUT_OF_STOCK, None
    return (BACK_ORDER, found.expected) if found.state == State.TO_ORDER else (IN_STOCK, None)


def rating(page: ProductPage) -> dict[str, Any] | None:
    if not page.ratings.count:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": str(page.ratings.average),
        "reviewCount": page.ratings.count,
        "bestRating": 5,
        "worstRating": 1,
    }


def review(shown: ShownReview) -> dict[str, Any]:
    return without_empty(
        {
            "@type": "Review",
            "author": {"@type": "Person", "name": shown.author},
            "datePublished": shown.published_at.date().isoformat(),
            "name": shown.title,
            "reviewBody": shown.text,
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": shown.rating,
                "bestRating": 5,
                "worstRating": 1,
            },
        }
    )


def gtin_of(barcode: str) -> str:
    """The barcode, if it is one that the whole world knows; empty for a store's own."""
    try:
        return clean_gtin(barcode)
    except ValueError:
        return ""
