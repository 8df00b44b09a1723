"""Many at once, in threads with connections and transactions of their own."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from catalog.services import stock
from commerce.models import Cart, CartLine, Order, Payment, SandboxCharge, Transaction
from commerce.payments.test_gateway import Decision, decide
from commerce.services.carts import add_to_cart, change_line
from commerce.services.pay import pay
from commerce.services.place_order import draft_order
from commerce.services.settle import settle
from stores.scope import store_scope
from tests.commerce.shop import (
    add,
    at_once,
    make_cart,
    offer_test_gateway,
    on_hand,
    place,
    total_of,
    variant_of,
    walk_to_review,
)
from tests.factories import make_product

pytestmark = pytest.mark.django_db(transaction=True)


def order_and_pay(cart: Cart) -> str:
    order = draft_order(cart=cart, expected_total=total_of(cart), language="en")
    return pay(order=order)


def failures(results: list) -> list:
    return [result for result in results if isinstance(result, Exception)]


def test_20_buyers_of_10_units_make_exactly_10_orders(store):
    mug, bowl = make_product(store, "Mug", stock=10), make_product(store, "Bowl", stock=100)
    with store_scope(store):
        # Half name the goods the other way round: without an order of locks they would deadlock.
        carts = [
            make_cart(store, *((mug, bowl) if number % 2 else (bowl, mug))) for number in range(20)
        ]

        results = at_once(store, *(lambda cart=cart: order_and_pay(cart) for cart in carts))

        refused = failures(results)
        assert {type(error) for error in refused} == {stock.OutOfStock}
        assert len(refused) == 10
        placed = Order.objects.filter(status=Order.Status.PLACED)
        assert sorted(placed.values_list("number", flat=True)) == list(range(1001, 1011))
        assert (on_hand(mug), on_hand(bowl)) == (0, 90)


def test_stock_is_locked_in_one_order_whatever_the_basket_says(store):
    products = [make_product(store, f"Mug {number}", stock=1000) for number in range(6)]
    with store_scope(store):
        keys = [variant_of(product).pk for product in products]

        def sell(backwards: bool) -> None:
            for _round in range(5):
                wanted = dict.fromkeys(reversed(keys) if backwards else keys, 1)
                with transaction.atomic():
                    stock.consume(reference=uuid4(), quantities=wanted)

        results = at_once(store, *(lambda n=n: sell(bool(n % 2)) for n in range(8)))

        assert failures(results) == []
        assert {on_hand(product) for product in products} == {960}


def test_a_double_click_makes_one_order(store, store_client):
    mug = make_product(store, stock=2)
    client = store_client(store)
    add(client, mug, 2)
    review = walk_to_review(client)

    def click():
        tab = store_client(store)
        tab.cookies["cart"] = client.cookies["cart"].value
        return place(tab, review)

    responses = at_once(store, click, click, click)

    assert failures(responses) == []
    with store_scope(store):
        order = Order.objects.get()
        assert (order.status, order.number) == ("placed", 1001)
        assert Payment.objects.count() == 1
        assert on_hand(mug) == 0
        assert {response.url for response in responses} == {order.get_absolute_url()}


def test_webhook_return_and_a_look_at_once_make_one_charge_and_one_order(store):
    offer_test_gateway(store)
    mug = make_product(store, stock=5)
    with store_scope(store):
        cart = make_cart(store, mug, quantity=2, pay_by="test")
        order_and_pay(cart)
        payment = Payment.objects.get()
        decide(payment, Decision.PAID, timezone.now())

        results = at_once(store, *[lambda: settle(payment_id=payment.pk)] * 6)

        assert failures(results) == []
        assert Transaction.objects.get().amount == payment.amount
        order = Order.objects.get()
        assert (order.status, order.payment_status) == ("placed", "paid")
        assert Counter(order.events.values_list("kind", flat=True)) == {
            "payment_started": 1, "paid": 1, "placed": 1, "mail_sent": 1,
        }  # fmt: skip
        assert on_hand(mug) == 3


def test_paying_while_another_tab_orders_again_makes_one_order(store):
    offer_test_gateway(store)
    mug = make_product(store, stock=5)
    with store_scope(store):
        cart = make_cart(store, mug, pay_by="test")
        order_and_pay(cart)
        payment = Payment.objects.get()
        decide(payment, Decision.PAID, timezone.now())

        results = at_once(
            store,
            lambda: settle(payment_id=payment.pk),
            lambda: order_and_pay(cart),
            lambda: settle(payment_id=payment.pk),
            lambda: order_and_pay(cart),
        )

        assert failures(results) == []
        assert Order.objects.get().status == Order.Status.PLACED
        assert Transaction.objects.filter(kind="charge").count() == 1
        assert SandboxCharge.objects.count() == 1
        assert on_hand(mug) == 4


def test_adding_at_once_adds_up(store):
    mug = make_product(store, stock=100)
    with store_scope(store):
        cart = make_cart(store)
        variant_id = str(variant_of(mug).public_id)

        results = at_once(
            store,
            *[lambda: add_to_cart(cart=cart, store=store, variant_id=variant_id, quantity=2)] * 8,
        )

        assert failures(results) == []
        assert CartLine.objects.get().quantity == 16


def test_adding_while_the_order_is_placed_loses_nothing(store):
    mug, bowl = make_product(store, "Mug", stock=5), make_product(store, "Bowl", stock=5)
    with store_scope(store):
        cart = make_cart(store, mug)
        token = cart.token
        bowl_id = str(variant_of(bowl).public_id)

        results = at_once(
            store,
            lambda: order_and_pay(cart),
            lambda: add_to_cart(cart=cart, store=store, variant_id=bowl_id, quantity=1),
        )

        ordered = sum(line.quantity for order in Order.objects.filter(status="placed")
                      for line in order.lines.all())  # fmt: skip
        open_carts = Cart.objects.filter(closed_at=None)
        waiting = sum(line.quantity for line in CartLine.objects.filter(cart__in=open_carts))
        assert ordered + waiting == 2, results
        assert open_carts.filter(token=token).count() <= 1


def test_changing_and_removing_at_once_does_not_break(store):
    mug = make_product(store, stock=100)
    with store_scope(store):
        cart = make_cart(store, mug)
        variant_id = str(variant_of(mug).public_id)

        results = at_once(
            store,
            *(
                lambda quantity=quantity: change_line(
                    cart=cart, variant_id=variant_id, quantity=quantity
                )
                for quantity in (0, 5, 0, 7)
            ),
        )

        assert all(type(error).__name__ == "ValidationError" for error in failures(results))
        assert CartLine.objects.count() <= 1


def test_orders_that_share_nothing_get_numbers_of_their_own(store):
    products = [make_product(store, f"Mug {number}") for number in range(10)]
    with store_scope(store):
        carts = [make_cart(store, product) for product in products]

        results = at_once(store, *(lambda cart=cart: order_and_pay(cart) for cart in carts))

        assert failures(results) == []
        numbers = Order.objects.filter(status="placed").values_list("number", flat=True)
        assert sorted(numbers) == list(range(1001, 1011))
