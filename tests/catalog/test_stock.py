from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import ProductIndex, StockItem, StockMovement, StockReservation, Variant
from catalog.selectors.cards import load_cards
from catalog.selectors.stock import free_units
from catalog.services import stock
from stores.models import StoreGeneration
from stores.scope import store_scope
from tests.factories import make_product

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def in_store(store):
    with store_scope(store):
        yield store


def variant_with(store, units: int, name: str = "Mug") -> Variant:
    return make_product(store, name, stock=units).variants.get()


def generation() -> int:
    return StoreGeneration.objects.get().value


def available(variant: Variant, **kwargs) -> int:
    return free_units([variant.pk], **kwargs)[variant.pk]


def movements(variant: Variant) -> list[tuple[int, str]]:
    rows = StockMovement.objects.filter(item__variant=variant).order_by("pk")
    return list(rows.values_list("change", "reason"))


@pytest.mark.parametrize("change", ["reserve", "release", "consume", "restock", "adjust"])
def test_rows_are_locked_in_primary_key_order(change, in_store):
    one, two = variant_with(in_store, 5, "One"), variant_with(in_store, 5, "Two")
    order, quantities = uuid4(), {two.pk: 1, one.pk: 1}
    if change == "release":
        stock.reserve(reference=order, quantities=quantities, lifetime=HOUR)
    calls = {
        "reserve": lambda: stock.reserve(reference=order, quantities=quantities, lifetime=HOUR),
        "release": lambda: stock.release(reference=order),
        "consume": lambda: stock.consume(reference=order, quantities=quantities),
        "restock": lambda: stock.restock(reference=order, quantities=quantities),
        "adjust": lambda: stock.adjust(variant_id=one.pk, on_hand=3, user=None),
    }

    with CaptureQueriesContext(connection) as queries:
        calls[change]()

    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert len(locks) == 1
    assert locks[0].startswith('SELECT "catalog_stockitem"')
    assert locks[0].endswith('ORDER BY "catalog_stockitem"."id" ASC FOR UPDATE')


def test_what_is_reserved_is_not_available_to_others(in_store):
    mug, order = variant_with(in_store, 5), uuid4()
    stock.reserve(reference=order, quantities={mug.pk: 3}, lifetime=HOUR)

    assert available(mug) == 2
    assert available(mug, held_for=order) == 5
    with pytest.raises(stock.OutOfStock) as refused:
        stock.reserve(reference=uuid4(), quantities={mug.pk: 3}, lifetime=HOUR)
    assert refused.value.shortages == {mug.pk: 2}
    assert StockReservation.objects.count() == 1


def test_reserving_again_replaces_what_was_held(in_store):
    mug, bowl = variant_with(in_store, 5), variant_with(in_store, 5, "Bowl")
    order = uuid4()
    stock.reserve(reference=order, quantities={mug.pk: 4, bowl.pk: 1}, lifetime=HOUR)
    stock.reserve(reference=order, quantities={mug.pk: 5}, lifetime=HOUR)

    assert (available(mug), available(bowl)) == (0, 5)


def test_a_refused_reservation_leaves_the_former_one(in_store):
    mug, order = variant_with(in_store, 5), uuid4()
    stock.reserve(reference=order, quantities={mug.pk: 2}, lifetime=HOUR)
    with pytest.raises(stock.OutOfStock):
        stock.reserve(reference=order, quantities={mug.pk: 6}, lifetime=HOUR)
    assert available(mug) == 3


def test_release_gives_back_once(in_store):
    mug, order = variant_with(in_store, 5), uuid4()
    stock.reserve(reference=order, quantities={mug.pk: 5}, lifetime=HOUR)
    stock.release(reference=order)
    stock.release(reference=order)
    assert available(mug) == 5


def test_a_sale_takes_from_the_shelf_and_ends_the_reservation(in_store):
    mug, order = variant_with(in_store, 5), uuid4()
    stock.reserve(reference=order, quantities={mug.pk: 3}, lifetime=HOUR)
    stock.consume(reference=order, quantities={mug.pk: 3})

    assert (StockItem.objects.get(variant=mug).on_hand, available(mug)) == (2, 2)
    assert movements(mug) == [(-3, "sale")]
    assert not StockReservation.objects.exists()


@pytest.mark.parametrize(("held_by_others", "sells"), [(2, True), (3, False)])
def test_an_expired_reservation_sells_while_enough_is_there(held_by_others, sells, in_store):
    mug, order = variant_with(in_store, 5), uuid4()
    stock.reserve(reference=order, quantities={mug.pk: 3}, lifetime=HOUR)
    StockReservation.objects.update(expires_at=timezone.now() - HOUR)
    stock.reserve(reference=uuid4(), quantities={mug.pk: held_by_others}, lifetime=HOUR)

    if sells:
        stock.consume(reference=order, quantities={mug.pk: 3})
        assert available(mug) == 0
        return
    with pytest.raises(stock.OutOfStock) as refused:
        stock.consume(reference=order, quantities={mug.pk: 3})
    assert refused.value.shortages == {mug.pk: 2}
    assert movements(mug) == []


def test_a_reservation_is_kept_when_a_count_finds_less(in_store):
    mug, first = variant_with(in_store, 5), uuid4()
    stock.reserve(reference=first, quantities={mug.pk: 3}, lifetime=HOUR)
    stock.reserve(reference=uuid4(), quantities={mug.pk: 2}, lifetime=HOUR)
    stock.adjust(variant_id=mug.pk, on_hand=3, user=None)

    stock.consume(reference=first, quantities={mug.pk: 3})

    assert StockItem.objects.get(variant=mug).on_hand == 0


def test_restock_and_counts_write_movements(in_store, as_member):
    mug, user = variant_with(in_store, 0), as_member(in_store, "Owner")
    stock.set_initial(variant_id=mug.pk, on_hand=4, user=user)
    order = uuid4()
    stock.consume(reference=order, quantities={mug.pk: 2})
    stock.restock(reference=order, quantities={mug.pk: 2}, user=user)
    stock.adjust(variant_id=mug.pk, on_hand=5, user=user)
    stock.adjust(variant_id=mug.pk, on_hand=5, user=user)

    assert movements(mug) == [(4, "initial"), (-2, "sale"), (2, "restock"), (1, "adjustment")]
    assert sum(change for change, _reason in movements(mug)) == available(mug) == 5
    assert StockMovement.objects.filter(user=user).count() == 3


@pytest.mark.parametrize("on_hand", [-1, 10**12])
def test_an_impossible_count_is_refused(on_hand, in_store):
    mug = variant_with(in_store, 5)
    with pytest.raises(ValidationError, match="is not a stock"):
        stock.adjust(variant_id=mug.pk, on_hand=on_hand, user=None)
    assert available(mug) == 5


def test_another_stores_variant_has_no_stock_here(other_store, in_store):
    their_product = make_product(other_store, stock=5)
    with store_scope(other_store):
        their_key = their_product.variants.get().pk
    with pytest.raises(stock.OutOfStock) as refused:
        stock.reserve(reference=uuid4(), quantities={their_key: 1}, lifetime=HOUR)
    assert refused.value.shortages == {their_key: 0}
    with pytest.raises(Variant.DoesNotExist):
        stock.adjust(variant_id=their_key, on_hand=1, user=None)


def test_only_a_variant_that_sells_out_or_comes_back_touches_what_shoppers_see(in_store):
    mug, order = variant_with(in_store, 3), uuid4()
    before = generation()

    stock.reserve(reference=order, quantities={mug.pk: 1}, lifetime=HOUR)
    stock.consume(reference=order, quantities={mug.pk: 1})
    assert (generation(), ProductIndex.objects.get().is_available) == (before, True)

    stock.reserve(reference=order, quantities={mug.pk: 2}, lifetime=HOUR)
    assert (generation(), ProductIndex.objects.get().is_available) == (before + 1, False)
    stock.consume(reference=order, quantities={mug.pk: 2})
    assert (generation(), ProductIndex.objects.get().is_available) == (before + 1, False)

    stock.restock(reference=order, quantities={mug.pk: 1})
    assert (generation(), ProductIndex.objects.get().is_available) == (before + 2, True)


def test_several_counts_are_set_together_or_not_at_all(in_store):
    one, two = variant_with(in_store, 5, "One"), variant_with(in_store, 5, "Two")
    with CaptureQueriesContext(connection) as queries:
        stock.adjust_all(counts={two.pk: 0, one.pk: 7}, user=None)
    assert (available(one), available(two)) == (7, 0)
    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert sum('FROM "catalog_stockitem"' in sql for sql in locks) == 1

    with pytest.raises(ValidationError):
        stock.adjust_all(counts={one.pk: 1, two.pk: -1}, user=None)
    with pytest.raises(Variant.DoesNotExist):
        stock.adjust_all(counts={one.pk: 1, 2**40: 1}, user=None)
    assert (available(one), available(two)) == (7, 0)


def lapse() -> None:
    StockReservation.objects.update(expires_at=timezone.now() - HOUR)


def test_giving_back_what_lapsed_long_ago_ends_the_sold_out(in_store):
    mug, order = variant_with(in_store, 1), uuid4()
    stock.reserve(reference=order, quantities={mug.pk: 1}, lifetime=HOUR)
    before = generation()
    lapse()

    stock.release(reference=order)

    assert (generation(), ProductIndex.objects.get().is_available) == (before + 1, True)


def test_a_variant_that_lapsed_is_announced_though_another_kept_the_product_available(in_store):
    rows = [{"sku": "S", "option1": "S", "stock": 1}, {"sku": "M", "option1": "M", "stock": 5}]
    small = make_product(in_store, variants=rows, options=["Size"]).variants.get(sku="S")
    order = uuid4()
    stock.reserve(reference=order, quantities={small.pk: 1}, lifetime=HOUR)
    before = generation()
    lapse()

    stock.release(reference=order)

    assert generation() == before + 1


def test_a_count_mends_what_somebody_elses_lapse_left_behind(in_store):
    mug = variant_with(in_store, 5)
    stock.reserve(reference=uuid4(), quantities={mug.pk: 5}, lifetime=HOUR)
    lapse()
    assert not ProductIndex.objects.get().is_available

    stock.adjust(variant_id=mug.pk, on_hand=5, user=None)

    assert ProductIndex.objects.get().is_available


def test_a_list_knows_of_a_lapse_that_nobody_announced(in_store):
    mug = variant_with(in_store, 5)
    stock.reserve(reference=uuid4(), quantities={mug.pk: 5}, lifetime=HOUR)
    assert not load_cards([mug.product_id])[mug.product_id].available
    lapse()

    assert load_cards([mug.product_id])[mug.product_id].available
