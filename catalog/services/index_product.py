"""The only writer of the read model that shoppers browse and search."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.db.models.expressions import Combinable
from django.utils.html import strip_tags

from catalog.models import Category, Product, ProductIndex
from catalog.selectors.stock import available_quantities
from stores.money import to_minor

# Languages that PostgreSQL has a text search configuration for; others search word by word.
SEARCH_CONFIGS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
}


@transaction.atomic
def index_product(*, product_id: int) -> bool:
    """Bring a product's row of the read model to what the database says, in this transaction.

    Reads the live rows and not an instance, which may carry a draft. Locks the product before
    it reads anything, so that of several at once the last to write has seen what the others
    changed. Returns whether the product is to be found in the store afterwards. Safe to repeat."""
    list(Product.objects.select_for_update(no_key=True).filter(pk=product_id).values_list("pk"))
    product = (
        Product.objects.filter(pk=product_id, live=True)
        .prefetch_related("variants", "product_categories")
        .first()
    )
    variants = product.sellable_variants() if product else []
    if product is None or not variants:
        ProductIndex.objects.filter(product_id=product_id).delete()
        return False
    store = product.store
    prices = [to_minor(variant.price, variant.currency) for variant in variants]
    available = available_quantities([variant.pk for variant in variants])
    ProductIndex.objects.update_or_create(
        store=store,
        product=product,
        language=store.language,
        defaults={
            "name": product.name,
            "search": search_vector(product, [v.sku for v in variants], store.language),
            "category_ids": with_ancestors(
                [link.category_id for link in product.product_categories.all()]
            ),
            "price_min": min(prices),
            "price_max": max(prices),
            "is_available": any(quantity > 0 for quantity in available.values()),
            "published_at": product.first_published_at or product.created_at,
        },
    )
    return True


def search_vector(product: Product, skus: list[str], language: str) -> Combinable:
    """Weighted: name and SKU before the short description before everything else."""
    config = SEARCH_CONFIGS.get(language, "simple")
    facts = " ".join(flatten(product.attributes))
    parts = (
        (f"{product.name} {' '.join(skus)}", "A"),
        (product.short_description, "B"),
        (f"{strip_tags(product.description)} {facts}", "C"),
    )
    vector: Combinable = SearchVector(Value(""), config=config)
    for text, weight in parts:
        part = SearchVector(Value(text), config=config, weight=weight)
        vector = vector + part
    return vector


def flatten(attributes: object) -> list[str]:
    if isinstance(attributes, dict):
        return [text for value in attributes.values() for text in flatten(value)]
    if isinstance(attributes, list):
        return [text for value in attributes for text in flatten(value)]
    return [str(attributes)]


def with_ancestors(category_ids: list[int]) -> list[int]:
    """The categories and everything above them, sorted."""
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    found: set[int] = set()
    for category_id in category_ids:
        current: int | None = category_id
        while current is not None and current not in found:
            found.add(current)
            current = parents.get(current)
    return sorted(found)
