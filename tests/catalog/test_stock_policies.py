"""What is sold beyond the stock, what is not counted, and what is sold in several only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from catalog.models import (
    Product,
    ProductIndex,
    StockItem,
    StockMovement,
    StockReservation,
    Variant,
)
from catalog.selectors.cards import load_cards
from catalog.selectors.stock_levels import obtainable_variants
from catalog.services import stock
from catalog.services.index_product import index_product
from stores.scope import store_scope
from tests.factories import make_product

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def in_store(store):
    with store_scope(store):
        yield store


def variant_of(store, policy: str, units: int = 0, **fields: Any) -> Variant:
    product = make_product(store, variants=[{"stock_policy": policy, "stock": units}], **fields)
    return product.variants.get()


def on_hand(variant: Variant) -> int:
    return StockItem.objects.get(variant=variant).on_hand


def said_available(variant: Variant) -> list[bool]:
    """By the read model, the card and the stock itself."""
    return [
        ProductIndex.objects.get(product=variant.product_id).is_available,
        load_cards([variant.product_id])[variant.product_id].available,
        variant.pk in obtainable_variants([variant.pk]),
    ]


def test_what_may_be_owed_sells_beyond_the_stock(in_store):
    mug, order = variant_of(in_store, "backorder", 2), uuid4()
    stock.reserve(reference=order, quantities={mug.pk: 5}, lifetime=HOUR)
    assert StockReservation.objects.get().quantity == 5
    stock.consume(reference=order, quantities={mug.pk: 5})
    assert on_hand(mug) == -3
    assert said_available(mug) == [True, True, True]
    stock.restock(reference=order, quantities={mug.pk: 5})
    assert on_hand(mug) == 2


def test_what_is_counted_is_never_owed(in_store):
    mug = variant_of(in_store, "track", 2)
    for sell in (stock.consume, lambda **sale: stock.reserve(lifetime=HOUR, **sale)):
        with pytest.raises(stock.OutOfStock):
            sell(reference=uuid4(), quantities={mug.pk: 3})
    with pytest.raises(ValidationError, match="from 0 to"):
        stock.adjust(variant_id=mug.pk, on_hand=-1, user=None)
    assert on_hand(mug) == 2


def test_who_counts_may_write_what_is_owed(in_store):
    mug = variant_of(in_store, "backorder")
    stock.adjust(variant_id=mug.pk, on_hand=-4, user=None)
    assert on_hand(mug) == -4


def test_what_is_not_counted_is_neither_held_nor_moved(in_store):
    song, order = variant_of(in_store, "untracked"), uuid4()
    stock.reserve(reference=order, quantities={song.pk: 7}, lifetime=HOUR)
    assert not StockReservation.objects.exists()
    stock.consume(reference=order, quantities={song.pk: 7})
    stock.restock(reference=order, quantities={song.pk: 7})
    assert on_hand(song) == 0
    assert not StockMovement.objects.exists()
    assert said_available(song) == [True, True, True]


def test_a_basket_of_all_three_is_held_and_sold_together(in_store):
    counted = variant_of(in_store, "track", 1, name="Mug")
    owed = variant_of(in_store, "backorder", 0, name="Bowl")
    song = variant_of(in_store, "untracked", 0, name="Song")
    order, basket = uuid4(), {counted.pk: 1, owed.pk: 1, song.pk: 1}
    stock.reserve(reference=order, quantities=basket, lifetime=HOUR)
    stock.consume(reference=order, quantities=basket)
    assert [on_hand(variant) for variant in (counted, owed, song)] == [0, -1, 0]
    with pytest.raises(stock.OutOfStock) as refused:
        stock.consume(reference=uuid4(), quantities=basket)
    assert refused.value.shortages == {counted.pk: 0}
    assert on_hand(owed) == -1


def test_the_policy_of_the_moment_of_sale_decides_what_a_cancellation_puts_back(in_store):
    """Sold uncounted and canceled when it is counted: nothing is missing, so nothing comes back;
    the other way round it does."""
    mug, order = variant_of(in_store, "untracked", 5), uuid4()
    stock.consume(reference=order, quantities={mug.pk: 2})
    Variant.objects.update(stock_policy="track")
    stock.restock(reference=order, quantities={mug.pk: 2})
    assert on_hand(mug) == 5

    stock.consume(reference=order, quantities={mug.pk: 2})
    Variant.objects.update(stock_policy="untracked")
    stock.restock(reference=order, quantities={mug.pk: 2})
    assert on_hand(mug) == 5


def test_all_put_back_twice_is_put_back_once(in_store):
    mug, order = variant_of(in_store, "track", 5), uuid4()
    stock.consume(reference=order, quantities={mug.pk: 2})
    for _time in range(2):
        stock.restock(reference=order, quantities={mug.pk: 2})
    assert on_hand(mug) == 5


def test_too_few_for_the_smallest_quantity_are_sold_out(in_store):
    bottle = variant_of(in_store, "track", 7, minimum_quantity=6)
    assert said_available(bottle) == [True, True, True]
    stock.consume(reference=uuid4(), quantities={bottle.pk: 2})
    assert said_available(bottle) == [False, False, False]
    stock.adjust(variant_id=bottle.pk, on_hand=6, user=None)
    assert said_available(bottle) == [True, True, True]


@pytest.mark.parametrize("policy", ["backorder", "untracked"])
def test_publishing_another_policy_puts_it_on_sale(policy, in_store):
    mug = variant_of(in_store, "track", 0)
    assert said_available(mug) == [False, False, False]
    product = Product.objects.get(pk=mug.product_id)
    variant = product.variants.get()
    variant.stock_policy = policy
    product.variants = [variant]
    product.save()
    assert said_available(mug) == [True, True, True]
    index_product(product_id=product.pk)
    assert said_available(mug) == [True, True, True]
