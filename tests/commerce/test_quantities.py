"""Stock policies and smallest and largest quantities, from the cart to the order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Product, Variant
from commerce.models import CartLine, Order
from stores.scope import store_scope
from tests.commerce.shop import add, buy, on_hand, place, variant_of, walk_to_review
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def set_policy(product: Product, policy: str, **fields) -> None:
    Variant.objects.filter(product=product).update(stock_policy=policy, **fields)


def set_bounds(product: Product, **fields) -> None:
    Product.objects.filter(pk=product.pk).update(**fields)


def change(client, product, quantity):
    return client.post(f"/cart/lines/{variant_of(product).public_id}/", {"quantity": quantity})


def quantities(store) -> list[int]:
    with store_scope(store):
        return list(CartLine.objects.order_by("pk").values_list("quantity", flat=True))


def test_what_may_be_owed_is_bought_beyond_the_stock_with_the_day_it_comes(store, store_client):
    client, mug = store_client(store), make_product(store, stock=1)
    day = timezone.localdate() + timedelta(days=20)
    set_policy(mug, "backorder", backorder_until=day)
    add(client, mug, 1)
    assert "Available to order" not in client.get("/cart/").text
    change(client, mug, 3)
    assert "Available to order, expected on" in client.get("/cart/").text

    place(client, walk_to_review(client))

    with store_scope(store):
        assert Order.objects.get().status == Order.Status.PLACED
        assert on_hand(mug) == -2


def test_what_is_not_counted_is_bought_without_stock(store, store_client):
    client, song = store_client(store), make_product(store, "Song", stock=0)
    set_policy(song, "untracked")
    buy(client, song, 5)
    with store_scope(store):
        assert Order.objects.get().status == Order.Status.PLACED
        assert on_hand(song) == 0


def test_fewer_than_the_smallest_quantity_are_refused(store, store_client):
    client, bottle = store_client(store), make_product(store, "Bottle", stock=20)
    set_bounds(bottle, minimum_quantity=6)
    response = add(client, bottle, 5, follow=True)
    assert "Bottle is sold from 6 pieces on." in response.text
    assert quantities(store) == []
    add(client, bottle, 6)
    assert "Bottle is sold from 6 pieces on." in change(client, bottle, 2).client.get("/cart/").text
    assert quantities(store) == [6]


def test_without_a_quantity_the_smallest_is_added_and_then_one_more(store, store_client):
    client, bottle = store_client(store), make_product(store, "Bottle", stock=20)
    set_bounds(bottle, minimum_quantity=6)
    for _time in range(2):
        add(client, bottle, "")
    assert quantities(store) == [7]


def test_more_than_the_largest_quantity_are_refused(store, store_client):
    client, mug = store_client(store), make_product(store, stock=20)
    set_bounds(mug, maximum_quantity=2)
    add(client, mug, 2)
    page = add(client, mug, 1, follow=True).text
    assert "You can order at most 2 of Mug. Your cart has 2 already." in page
    assert 'max="2"' in client.get("/cart/").text
    assert quantities(store) == [2]


def test_too_few_are_left_for_the_smallest_quantity(store, store_client):
    client, bottle = store_client(store), make_product(store, "Bottle", stock=5)
    set_bounds(bottle, minimum_quantity=6)
    page = add(client, bottle, 6, follow=True).text
    assert "Bottle is sold from 6 pieces on, and fewer are left." in page


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"minimum_quantity": 3}, "It is sold from 3 pieces on. Change the quantity to go on."),
        ({"maximum_quantity": 1}, "At most 1 in one order. Change the quantity to go on."),
        ({"minimum_quantity": 99}, "and fewer are left. Remove it to go on."),
    ],
)
def test_bounds_that_change_afterwards_stop_the_check_out_and_the_order(
    store, store_client, bounds, words
):
    client, mug = store_client(store), make_product(store, stock=20)
    add(client, mug, 2)
    review = walk_to_review(client)
    set_bounds(mug, **bounds)

    response = place(client, review)

    assert response.url == "/cart/"
    assert words in client.get("/cart/").text
    assert client.get("/checkout/review/").url == "/cart/"
    with store_scope(store):
        assert not Order.objects.exists()
