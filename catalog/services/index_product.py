"""The only writer of the read model that shoppers browse and search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db import connection, transaction

from catalog.models import Product, ProductIndex
from catalog.models.index_bits import CHUNK
from catalog.selectors.stock_levels import obtainable_variants
from catalog.services.index_facets import FacetBook
from catalog.services.index_rows import IndexRow, read_shelves, rows_of
from catalog.services.index_spelling import learn_spelling
from catalog.words import stems_of

BATCH = 500
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('read model', %s))"
CHILDREN = (
    "variants", "product_categories", "translations", "options__values", "tagged_items__tag",
)  # fmt: skip
CHANGING = (
    "name", "tokens", "category_ids", "price_min", "price_max", "is_available", "is_on_sale",
    "published_at",
)  # fmt: skip

# The first places that are free: holes in the bits of all products, then behind the last.
FREE_PLACES = f"""
SELECT place FROM (
    SELECT chunk * {CHUNK} + n AS place
    FROM (
        SELECT chunk, bits FROM catalog_indexbits
        WHERE store_id = %(store)s AND language = %(language)s AND token = 'all'
            AND bit_count(bits) < length(bits)
        ORDER BY chunk LIMIT 1
    ) AS first_gap, generate_series(0, length(bits) - 1) AS n
    WHERE get_bit(bits, n) = 0
    UNION
    SELECT generate_series(last + 1, last + %(wanted)s) FROM (
        SELECT coalesce(max(ordinal), -1) AS last FROM catalog_productindex
        WHERE store_id = %(store)s AND language = %(language)s
    ) AS taken
) AS places ORDER BY place LIMIT %(wanted)s
"""


def index_product(*, product_id: int) -> bool:
    """``index_products`` for one; whether it is to be found in the store afterwards."""
    return product_id in index_products(product_ids=[product_id])


@transaction.atomic
def index_products(*, product_ids: Collection[int]) -> set[int]:
    """Bring the rows of products in the read model to what the database says, in this
    transaction. Returns those that are to be found in the store afterwards. Safe to repeat.

    Reads the live rows and not instances, which may carry a draft. Locks the products in
    primary-key order before it reads anything, so that of several at once the last to write has
    seen what the others changed; then the read model of their store."""
    lock_products(product_ids)
    by_store: dict[int, list[tuple[Product, list[IndexRow]]]] = defaultdict(list)
    for product, rows in read_rows(product_ids):
        by_store[product.store.pk].append((product, rows))
    listed = {product.pk for found in by_store.values() for product, _rows in found}
    ProductIndex.objects.filter(product_id__in=set(product_ids) - listed).delete()
    for store_id, found in sorted(by_store.items()):
        write_rows(store_id, found)
    return listed


def lock_products(product_ids: Iterable[int]) -> None:
    """In primary-key order, as everybody does. Who indexes in batches locks all of them first:
    with the read model locked nobody may wait for a product."""
    wanted = Product.objects.filter(pk__in=list(product_ids))
    list(wanted.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def read_rows(product_ids: Iterable[int]) -> Iterator[tuple[Product, list[IndexRow]]]:
    """Of those that are live and have something to sell."""
    products = list(
        Product.objects.filter(pk__in=list(product_ids), live=True)
        .select_related("store", "brand", "rating")
        .prefetch_related(*CHILDREN)
        .order_by("pk")
    )
    sellable = {product.pk: product.sellable_variants() for product in products}
    free = obtainable_variants(v.pk for variants in sellable.values() for v in variants)
    shelves = read_shelves()
    for product in products:
        if sellable[product.pk]:
            yield product, rows_of(product, sellable[product.pk], free, shelves)


def lock_read_model(store_id: int) -> None:
    """Until the end of the transaction; after the locks of products. One writer a store."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [store_id])


def write_rows(store_id: int, found: list[tuple[Product, list[IndexRow]]]) -> None:
    lock_read_model(store_id)
    by_language: dict[str, list[tuple[Product, IndexRow]]] = defaultdict(list)
    for product, rows in found:
        for row in rows:
            by_language[row.language].append((product, row))
    for language, rows_in in by_language.items():
        write_language(store_id, language, rows_in)
    ProductIndex.objects.filter(
        store_id=store_id, product__in=[product.pk for product, _rows in found]
    ).exclude(language__in=list(by_language)).delete()


def write_language(store_id: int, language: str, rows: list[tuple[Product, IndexRow]]) -> None:
    book = FacetBook(store_id, language)
    words = {w for _product, row in rows for w in (*row.name_words, *row.other_words)}
    stems = stems_of(words, language)
    known = {
        row.product_id: row
        for row in ProductIndex.objects.filter(
            store_id=store_id, language=language, product__in=[product.pk for product, _row in rows]
        )
    }
    fresh, changed = [], []
    for product, row in rows:
        values = {
            **row.fields,
            "name": row.name,
            "tokens": sorted(row.tokens | book.tokens(row.facts) | word_tokens(row, stems)),
        }
        index = known.get(product.pk)
        if index is None:
            fresh.append(
                ProductIndex(store_id=store_id, product=product, language=language, **values)
            )
        elif any(getattr(index, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(index, name, value)
            changed.append(index)
    for index, place in zip(fresh, free_places(store_id, language, len(fresh)), strict=True):
        index.ordinal = place
    ProductIndex.objects.bulk_create(fresh)
    if changed:
        ProductIndex.objects.bulk_update(changed, CHANGING, batch_size=200)
    learn_spelling(store_id, language, {w for _product, row in rows for w in row.name_words})


def word_tokens(row: IndexRow, stems: dict[str, frozenset[str]]) -> set[str]:
    named = {stem for word in row.name_words for stem in stems[word]}
    told = {stem for word in row.other_words for stem in stems[word]}
    return {f"n:{stem}" for stem in named} | {f"w:{stem}" for stem in named | told}


def free_places(store_id: int, language: str, wanted: int) -> list[int]:
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(FREE_PLACES, {"store": store_id, "language": language, "wanted": wanted})
        return [place for (place,) in cursor.fetchall()]
