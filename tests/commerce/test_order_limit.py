"""The orders that a plan allows in a month: what shoppers see, what is never lost, who is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commerce.models import Cart, Order
from commerce.payments.test_gateway import Decision, decide
from commerce.selectors.orders_of_month import taken_this_month
from commerce.services.pay import pay
from commerce.services.place_order import draft_order
from commerce.services.settle import settle
from stores.limits import LimitReached
from stores.models import AuditEntry, Store
from stores.scope import platform_scope, store_scope
from stores.usage import month_start, usage_in, usage_of, with_usage
from tests.commerce.shop import (
    add,
    at_once,
    buy,
    make_cart,
    offer_test_gateway,
    place,
    total_of,
    walk_to_review,
)
from tests.factories import make_product
from tests.plans import override, put_on_plan

pytestmark = pytest.mark.django_db

FULL = "No more orders this month"


def order_and_pay(cart: Cart) -> str:
    order = draft_order(cart=cart, expected_total=total_of(cart), language="en")
    return pay(order=order)


def placed(store: Store) -> int:
    return Order.objects.filter(store=store, status=Order.Status.PLACED).count()


def test_a_month_begins_at_midnight_where_the_store_is():
    now = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    assert month_start("UTC", now) == datetime(2026, 3, 1, tzinfo=UTC)
    assert month_start("Europe/Berlin", now) == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert month_start("America/New_York", now) == datetime(2026, 3, 1, 5, tzinfo=UTC)


def test_usage_counts_each_store_by_its_own_month(store, other_store):
    with platform_scope():
        Store.objects.filter(pk=other_store.pk).update(time_zone="Pacific/Kiritimati")
    edge = month_start("Pacific/Kiritimati") + timedelta(minutes=1)
    for one in (store, other_store):
        buy_directly(one, placed_at=edge)
    zones = [store.time_zone, "Pacific/Kiritimati", "UTC"]
    rows = with_usage(Store.objects.all(), zones)
    counted = {row.slug: {u.name: u.used for u in usage_in(row)}["orders"] for row in rows}
    assert store.time_zone == "Europe/Berlin"  # Where the month begins half a day later.
    assert counted == {"alpha": 0, "beta": 1}


def buy_directly(store: Store, *, placed_at: datetime) -> None:
    product = make_product(store, f"Mug {placed_at.timestamp()}")
    with store_scope(store):
        order_and_pay(make_cart(store, product))
        Order.objects.update(placed_at=placed_at)


def test_shoppers_are_told_calmly_and_keep_their_cart(store, store_client):
    mug = make_product(store, stock=10)
    put_on_plan(store, orders=1)
    buy(store_client(store), mug)
    client = store_client(store)
    add(client, mug, 2)
    page = client.get("/checkout/contact/")
    assert page.status_code == 200
    assert FULL in page.text
    assert "Your cart is kept" in page.text
    assert "nothing was charged" in page.text
    assert "limit" not in page.text.lower()
    assert "plan" not in page.text.lower().replace("explan", "")
    assert 'value="2"' in client.get("/cart/").text
    assert placed(store) == 1


def test_who_is_at_the_last_step_when_the_last_order_is_taken_loses_nothing(store, store_client):
    mug = make_product(store, stock=10)
    put_on_plan(store, orders=1)
    slow = store_client(store)
    add(slow, mug)
    review = walk_to_review(slow)
    buy(store_client(store), mug)
    answer = slow.post(
        "/checkout/review/", {"expected_total": review.context["expected_total"]}, follow=True
    )
    assert FULL in answer.text
    assert placed(store) == 1
    override(store, "orders", 2)
    assert place(slow, slow.get("/checkout/review/")).status_code == 302
    assert placed(store) == 2


def test_an_order_under_way_is_never_lost(store, store_client):
    offer_test_gateway(store)
    mug = make_product(store, stock=10)
    put_on_plan(store, orders=1)
    with store_scope(store):
        cart = make_cart(store, mug, pay_by="test")
        order_and_pay(cart)
        payment = Order.objects.get().payments.get()
        with pytest.raises(LimitReached):  # The one under way counts.
            order_and_pay(make_cart(store, mug))
        put_on_plan(store, orders=0)  # And the plan may shrink meanwhile.
        cart = Cart.objects.get(pk=cart.pk)
        order_and_pay(cart)
        decide(payment, Decision.PAID, timezone.now())
        settle(payment_id=payment.pk)
        assert Order.objects.get().status == Order.Status.PLACED


def test_an_unlimited_store_locks_and_counts_nothing(store):
    mug = make_product(store, stock=10)
    put_on_plan(store)
    with store_scope(store), CaptureQueriesContext(connection) as queries:
        order_and_pay(make_cart(store, mug))
    assert "advisory" not in " ".join(query["sql"] for query in queries)


def test_owners_are_mailed_at_80_per_cent_and_at_the_limit_once_a_month(
    store, django_capture_on_commit_callbacks
):
    mug = make_product(store, stock=50)
    put_on_plan(store, orders=5)
    subjects = []
    for _number in range(5):
        with store_scope(store):
            order_and_pay(make_cart(store, mug))
        subjects.append([m.subject for m in mail.outbox if "owner@alpha.example" in m.to])
    assert [len(seen) for seen in subjects] == [0, 0, 0, 1, 2]
    assert "Nearly all orders" in subjects[-1][0]
    assert "No more orders can be taken" in subjects[-1][1]
    assert "5 orders this month" in mail.outbox[-1].body or any(
        "5 orders this month" in message.body for message in mail.outbox
    )
    override(store, "orders", 6)
    with store_scope(store):
        order_and_pay(make_cart(store, mug))
    told = AuditEntry.objects.filter(store=store, action__startswith="order_limit.")
    assert sorted(told.values_list("action", flat=True)) == [
        "order_limit.near", "order_limit.reached",
    ]  # fmt: skip


def test_orders_of_another_store_count_nothing_here(store, other_store):
    put_on_plan(store, orders=1)
    with store_scope(other_store):
        order_and_pay(make_cart(other_store, make_product(other_store)))
    usage = {one.name: one.used for one in usage_of(store)}
    assert usage["orders"] == 0
    with store_scope(store):
        order_and_pay(make_cart(store, make_product(store)))
    assert placed(store) == 1


@pytest.mark.django_db(transaction=True)
def test_20_shoppers_at_once_at_three_below_the_limit_make_exactly_3_orders(store):
    mug = make_product(store, stock=100)
    put_on_plan(store, orders=4)
    with store_scope(store):
        order_and_pay(make_cart(store, mug))
        carts = [make_cart(store, mug) for _ in range(20)]
        for cart in carts:
            cart.store = store

        results = at_once(store, *(lambda cart=cart: order_and_pay(cart) for cart in carts))

        refused = [result for result in results if isinstance(result, Exception)]
        assert {type(error) for error in refused} == {LimitReached}
        assert len(refused) == 17
        assert placed(store) == 4


def test_what_is_taken_is_counted_in_one_snapshot(store, django_assert_num_queries):
    """An order placed between two counts would be in neither."""
    offer_test_gateway(store)
    mug = make_product(store, stock=10)
    with store_scope(store):
        order_and_pay(make_cart(store, mug))
        order_and_pay(make_cart(store, mug, pay_by="test"))
        with django_assert_num_queries(1):
            assert taken_this_month(store) == 2
