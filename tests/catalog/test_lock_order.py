"""Stock, then products, then their rows of the read model, then the generation: who publishes,
moves a category or sells out takes them in this order, and reads what it waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Product, ProductIndex
from catalog.services import stock
from catalog.services.index_product import index_product
from catalog.services.reindex_products import reindex_products
from stores.scope import store_scope
from tests.commerce.shop import at_once
from tests.factories import make_category, make_product


def publish(product: Product) -> None:
    Product.objects.get(pk=product.pk).save()


def index(product: Product) -> None:
    index_product(product_id=product.pk)


def unpublish(product: Product) -> None:
    found = Product.objects.get(pk=product.pk)
    found.live = False
    found.save()


def race(store, first: Callable[[], None], second: Callable[[], None]) -> list:
    """``second`` starts when ``first`` has done its work, and before it commits."""
    at_work, looked = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            first()
            at_work.set()
            looked.wait(timeout=1)

    def quick() -> None:
        at_work.wait(timeout=10)
        second()
        looked.set()

    return at_once(store, slow, quick)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", [publish, index])
def test_who_writes_the_read_model_during_a_sell_out_has_seen_it(write, store):
    mug = make_product(store, stock=1)
    with store_scope(store):
        variant = mug.variants.get()

        def sell() -> None:
            stock.consume(reference=uuid4(), quantities={variant.pk: 1})

        assert race(store, sell, lambda: write(mug)) == [None, None]
        assert not ProductIndex.objects.get().is_available


@pytest.mark.django_db(transaction=True)
def test_a_sale_leaves_no_ghost_of_what_is_being_unpublished(store):
    mug = make_product(store, stock=1)
    with store_scope(store):
        assert race(store, lambda: unpublish(mug), lambda: index(mug)) == [None, None]
        assert not ProductIndex.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_moving_a_category_while_its_goods_sell_out_does_not_deadlock(store):
    top, cups = make_category(store, "Top"), make_category(store, "Cups")
    mugs = [make_product(store, f"Mug {n}", stock=1, categories=[cups]) for n in range(3)]
    with store_scope(store):
        variants = [mug.variants.get().pk for mug in mugs]

        def sell() -> None:
            with transaction.atomic():
                stock.consume(reference=uuid4(), quantities=dict.fromkeys(variants, 1))

        def move() -> None:
            cups.parent = top
            cups.save()

        assert at_once(store, sell, move) == [None, None]
        rows = ProductIndex.objects.values_list("is_available", "category_ids")
        assert [(told, sorted(ids)) for told, ids in rows] == [(False, [top.pk, cups.pk])] * 3


@pytest.mark.django_db(transaction=True)
def test_many_wait_for_a_product_before_they_hold_the_read_model(store):
    mugs = [make_product(store, f"Mug {n}") for n in range(3)]
    with store_scope(store):

        def hold_the_last() -> None:
            Product.objects.select_for_update(no_key=True).get(pk=mugs[-1].pk)

        def then_index_it() -> None:
            with transaction.atomic():
                hold_the_last()
                at_work.set()
                time.sleep(0.5)  # The other one waits for it by now.
                index(mugs[-1])

        def index_all() -> None:
            at_work.wait(timeout=10)
            assert reindex_products(Product.objects.all()) == 3

        at_work = threading.Event()
        assert at_once(store, then_index_it, index_all) == [None, None]


@pytest.mark.django_db
def test_a_moved_category_touches_the_generation_last(store):
    top, cups = make_category(store, "Top"), make_category(store, "Cups")
    make_product(store, categories=[cups])
    cups.parent = top
    with store_scope(store), CaptureQueriesContext(connection) as queries:
        cups.save()
    order = [
        table
        for query in queries
        for table in ("catalog_productindex", "stores_storegeneration")
        if query["sql"].startswith(f'UPDATE "{table}"')
    ]
    assert order == ["catalog_productindex", "stores_storegeneration"]


@pytest.mark.django_db
def test_stock_is_locked_before_a_product_is_written_or_deleted(store):
    mug = make_product(store)
    with store_scope(store):
        for change, statement in ((mug.save, "UPDATE"), (mug.delete, "DELETE FROM")):
            with CaptureQueriesContext(connection) as queries:
                change()
            sql = [query["sql"] for query in queries]
            locked = next(n for n, line in enumerate(sql) if "FOR UPDATE" in line)
            writes = (n for n, line in enumerate(sql) if line.startswith(statement))
            assert '"catalog_stockitem"' in sql[locked]
            assert locked < next(writes)
