"""Products as lists show them: everything a card needs in one query, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from catalog.models import Category, Product, ProductImage, ProductIndex, ProductRating, Variant
from catalog.selectors.listing import find_products
from catalog.selectors.stock_levels import free_stock
from catalog.selectors.translations import read, with_texts
from stores.models import Image, Store
from stores.money import Money, from_minor
from stores.pictures import IMAGE_FIELDS, KNOWN, image_from_json, renditions_as_json


@dataclass(frozen=True, slots=True)
class ProductCard:
    product: Product
    """With its name, slug and short description; the rest is not loaded."""
    image: Image | None
    alt: str
    price_from: Money
    """The lowest price of its variants, as the store shows prices (with or without tax)."""
    has_range: bool
    compare_at: Money | None
    """The former price of the cheapest variant, if it was higher."""
    available: bool
    published_at: datetime
    only_variant: str = ""
    """The public id of its variant if it has one alone, which can be bought from the card."""
    rating: ProductRating | None = None
    """None without a published review."""


def with_card(products: QuerySet[Product]) -> QuerySet[Product]:
    """``products`` with what ``card_of`` reads. A product that shoppers cannot find gets none."""
    index = ProductIndex.objects.filter(
        store_id=OuterRef("store_id"), product_id=OuterRef("pk")
    ).annotate(may_be_had=Q(is_available=True) | Exists(free_stock(OuterRef("product_id"))))
    cheapest = for_sale(OuterRef("pk"))
    return with_texts(products, "name", "slug", "short_description").annotate(
        card_index=Subquery(
            index.values(
                row=JSONObject(
                    price_min="price_min", price_max="price_max", available="may_be_had",
                    published_at="published_at",
                )
            )[:1]
        ),
        card_variant=Subquery(
            cheapest.order_by("price", "sort_order", "pk").values(
                row=JSONObject(
                    currency="currency", was="compare_at_price", public_id="public_id",
                    variants=Subquery(
                        for_sale(OuterRef("product_id")).order_by().values("product_id")
                        .annotate(number=Count("pk")).values("number")
                    ),
                )
            )[:1]
        ),
        card_rating=Subquery(
            ProductRating.objects.filter(product_id=OuterRef("pk"), count__gt=0).values(
                row=JSONObject(count="count", total="total")
            )[:1]
        ),
        card_picture=Subquery(first_picture(OuterRef("pk"))),
    )  # fmt: skip


def for_sale(product_id: OuterRef) -> QuerySet[Variant]:
    return Variant.objects.filter(product_id=product_id, retired_at=None)


def first_picture(product_id: OuterRef) -> QuerySet[Any]:
    """For ``Subquery()``: a product's first picture with its renditions, as JSON."""
    fields = {name: f"image__{name}" for name in IMAGE_FIELDS}
    return (
        ProductImage.objects.filter(product_id=product_id)
        .order_by("sort_order", "pk")
        .annotate(**{KNOWN: renditions_as_json("image_id")})
        .values(row=JSONObject(product_alt="alt", **fields, **{KNOWN: KNOWN}))[:1]
    )


def card_of(product: Product) -> ProductCard | None:
    """The card of a product from ``with_card``; None if shoppers cannot find the product."""
    index, variant, picture = product.card_index, product.card_variant, product.card_picture  # type: ignore[attr-defined]
    if not product.live or index is None or variant is None:
        return None
    read(product)
    currency = variant["currency"]
    rating = product.card_rating  # type: ignore[attr-defined]
    price = Money(from_minor(index["price_min"], currency), currency)
    was = Decimal(str(variant["was"])) if variant["was"] is not None else None
    return ProductCard(
        product=product,
        image=image_from_json(picture),
        alt=(picture and picture["product_alt"]) or product.name,
        price_from=price,
        has_range=index["price_max"] > index["price_min"],
        compare_at=Money(was, currency) if was is not None and was > price.amount else None,
        available=index["available"],
        published_at=datetime.fromisoformat(index["published_at"]),
        only_variant=variant["public_id"] if variant["variants"] == 1 else "",
        rating=ProductRating(**rating) if rating else None,
    )


def load_cards(product_ids: Iterable[int] | QuerySet[Any]) -> dict[int, ProductCard]:
    """Cards by product id, one query. Ids of another store, or of nothing, are not in it."""
    products = with_card(Product.objects.filter(pk__in=product_ids)).only(
        "store_id", "public_id", "name", "slug", "short_description", "live"
    )
    cards = {product.pk: card_of(product) for product in products}
    return {pk: card for pk, card in cards.items() if card is not None}


def cards_in_order(product_ids: Sequence[int]) -> list[ProductCard]:
    cards = load_cards(product_ids) if product_ids else {}
    return [cards[pk] for pk in product_ids if pk in cards]


def newest_cards(store: Store, *, category: Category | None, limit: int) -> list[ProductCard]:
    matching = find_products(store, category_id=category.pk if category else None)
    newest = matching.order_by("-published_at", "-product_id").values("product_id")[:limit]
    cards = load_cards(newest).values()
    return sorted(cards, key=lambda card: (card.published_at, card.product.pk), reverse=True)


def cards_for_block(
    store: Store, *, products: Sequence[Product], category: Category | None, limit: int
) -> list[ProductCard]:
    """The products chosen, in their order; with none chosen the newest of the category, or of
    the whole store."""
    if not products:
        return newest_cards(store, category=category, limit=limit)
    if not all(hasattr(product, "card_index") for product in products):
        return cards_in_order([product.pk for product in products])
    cards = [card_of(product) for product in products]
    return [card for card in cards if card is not None]
