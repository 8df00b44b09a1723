from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.html import escape

from catalog.models import (
    Category,
    Option,
    OptionDisplay,
    OptionValue,
    Product,
    ProductCategory,
    ProductImage,
    Variant,
)
from catalog.services import stock
from platform_site.demo.assortment import EMPTY, add_brands, add_collections, complete
from platform_site.demo.data import DemoStore
from platform_site.demo.pictures import Pictures
from stores.models import User

LABELS = {"latin": "Latin name", "pet_safe": "Safe for pets", "peat_free": "Peat-free"}


def add_catalogue(
    demo: DemoStore,
    pictures: Pictures,
    *,
    sold: dict[str, int],
    owner: User,
    opened_at: datetime,
) -> dict[str, Variant]:
    """Categories and published products with a revision each, so that history begins with
    them, and their stock. Returns the variants by SKU. In the store's scope.

    Products are stocked before they are published: then each is indexed once and not with every
    variant that comes in."""
    categories = add_categories(demo.spec["categories"], demo.spec["products"], pictures)
    assortment = {**EMPTY, **demo.assortment}
    brands, products = add_brands(assortment), dict[str, Product]()
    variants: dict[str, Variant] = {}
    for position, spec in enumerate(demo.spec["products"]):
        product = build_product(spec, categories, pictures)
        complete(product, assortment, brands, products)
        # The first in the file is the newest, so that lists of what is new begin with it.
        product.created_at = opened_at - timedelta(hours=position)
        product.first_published_at = product.created_at
        product.live = False
        product.full_clean(exclude=["latest_revision", "live_revision"])
        product.save()
        for variant in Variant.objects.filter(product=product).select_related("product"):
            variants[variant.sku] = variant
        fill_stock(spec["variants"], variants, sold, owner=owner)
        product.save_revision(user=owner, clean=False).publish(user=owner)
        products[product.slug] = product
    add_collections(assortment, products, owner=owner)
    return variants


def add_categories(
    specs: list[dict[str, Any]], products: list[dict[str, Any]], pictures: Pictures
) -> dict[str, Category]:
    """Each with the first picture of its first product, or of one further down the tree."""
    below: dict[str, set[str]] = {spec["slug"]: {spec["slug"]} for spec in specs}
    for spec in reversed(specs):
        if spec["parent"]:
            below[spec["parent"]] |= below[spec["slug"]]
    made: dict[str, Category] = {}
    for position, spec in enumerate(specs):
        image = next(
            (
                pictures.get(picture["file"], title=product["name"], description=picture["alt"])
                for product in products
                if below[spec["slug"]] & set(product["categories"])
                for picture in product["images"][:1]
            ),
            None,
        )
        made[spec["slug"]] = Category.objects.create(
            name=spec["name"],
            slug=spec["slug"],
            description=spec["description"],
            parent=made.get(spec["parent"]),
            image=image,
            position=position,
        )
    return made


def build_product(
    spec: dict[str, Any], categories: dict[str, Category], pictures: Pictures
) -> Product:
    product = Product(
        name=spec["name"],
        slug=spec["slug"],
        short_description=spec["short_description"],
        description="".join(f"<p>{escape(text)}</p>" for text in spec["description"]),
        tax_class=spec["tax_class"],
        attributes={label(key): value for key, value in spec["attributes"].items()},
    )
    cluster: Any = product  # Its managers take lists of children.
    names = [option["name"] for option in spec["options"]]
    cluster.options = [build_option(option, order) for order, option in enumerate(spec["options"])]
    cluster.images = [
        ProductImage(
            image=pictures.get(image["file"], title=spec["name"], description=image["alt"]),
            alt=image["alt"],
            sort_order=order,
        )
        for order, image in enumerate(spec["images"])
    ]
    cluster.product_categories = [
        ProductCategory(category=categories[slug], sort_order=order)
        for order, slug in enumerate(spec["categories"])
    ]
    cluster.variants = [
        build_variant(variant, names, order, pictures)
        for order, variant in enumerate(spec["variants"])
    ]
    return product


def build_option(spec: dict[str, Any], order: int) -> Option:
    """With its values in the data's order, as swatches where it gives their colours."""
    colours = spec.get("colours", {})
    display = OptionDisplay.SWATCHES if colours else OptionDisplay.BUTTONS
    option = Option(name=spec["name"], display=display, sort_order=order)
    cluster: Any = option
    cluster.values = [
        OptionValue(value=value, colour=colours.get(value, ""), sort_order=place)
        for place, value in enumerate(spec["values"])
    ]
    return option


def build_variant(
    spec: dict[str, Any], option_names: list[str], order: int, pictures: Pictures
) -> Variant:
    values = [spec["options"][name] for name in option_names]
    return Variant(
        sku=spec["sku"],
        price=Decimal(spec["price"]),
        compare_at_price=Decimal(spec["compare_at"]) if spec["compare_at"] else None,
        weight_grams=spec["weight_g"],
        image=pictures.find(spec.get("image")),
        sort_order=order,
        **{f"option{number}": value for number, value in enumerate(values, start=1)},
    )


def label(key: str) -> str:
    return LABELS.get(key, key.replace("_", " ").capitalize())


def fill_stock(
    specs: list[dict[str, Any]],
    variants: dict[str, Variant],
    sold: dict[str, int],
    *,
    owner: User,
) -> None:
    """So much of each variant that, after what will be sold (SKU → units), the data's is left."""
    for spec in specs:
        stock.set_initial(
            variant_id=variants[spec["sku"]].pk,
            on_hand=spec["stock"] + sold.get(spec["sku"], 0),
            user=owner,
        )
