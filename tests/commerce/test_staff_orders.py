"""What staff do with orders, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from commerce.models import Cart, Order, Payment, SandboxCharge, Transaction
from commerce.payments.test_gateway import choose
from commerce.services import orders
from commerce.services.pay import pay
from commerce.services.place_order import draft_order
from stores.scope import store_scope
from tests.commerce.shop import make_cart, offer_test_gateway, on_hand, total_of
from tests.factories import make_product

DONE = ["mark_paid", "fulfil"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(store):
    return make_product(store, stock=10)


@pytest.fixture
def user(as_member, store):
    return as_member(store, "Fulfilment")


@pytest.fixture
def in_store(store, mug, user):
    offer_test_gateway(store)
    with store_scope(store):
        yield store


def place(store, mug, *, pay_by: str = "manual") -> Order:
    cart = make_cart(store, mug, quantity=3, pay_by=pay_by)
    order = draft_order(cart=cart, expected_total=total_of(cart), language="en")
    pay(order=order)
    if pay_by == "test":
        choose(order.payments.get(), "success")
    return Order.objects.get()


def entries(order: Order) -> list[tuple[str, str]]:
    return list(order.events.exclude(kind="mail_sent").values_list("kind", "user_name"))


def test_an_order_goes_its_way(in_store, mug, user):
    order = place(in_store, mug)

    orders.mark_paid(order=order, user=user)
    parcel = orders.fulfil(order=order, user=user, tracking_number="JJD1")
    orders.add_note(order=order, user=user, text="  Gift wrapped. ")
    orders.complete(order=order, user=user)

    order.refresh_from_db()
    assert (order.status, order.payment_status, order.fulfilment_status) == (
        "completed", "paid", "fulfilled",
    )  # fmt: skip
    assert [(line.quantity, parcel.tracking_number) for line in parcel.lines.all()] == [(3, "JJD1")]
    who = str(user)
    assert entries(order) == [
        ("placed", ""), ("paid", who), ("fulfilled", who), ("note", who), ("completed", who),
    ]  # fmt: skip
    assert order.events.get(kind="note").data == {"text": "Gift wrapped."}


def test_a_canceled_order_goes_back_to_stock_and_its_money_back(in_store, mug, user):
    order = place(in_store, mug, pay_by="test")
    assert on_hand(mug) == 7

    orders.cancel(order=order, user=user)

    order.refresh_from_db()
    assert (order.status, order.payment_status) == ("canceled", "refunded")
    assert on_hand(mug) == 10
    assert sum(t.amount for t in Transaction.objects.all()) == Decimal(0)
    assert SandboxCharge.objects.get().refunded_at is not None
    assert entries(order)[-2:] == [("canceled", str(user)), ("refunded", str(user))]


def test_a_manual_payment_is_refunded_on_paper(in_store, mug, user):
    order = place(in_store, mug)
    orders.mark_paid(order=order, user=user)
    orders.cancel(order=order, user=user, restock=False)

    order.refresh_from_db()
    assert order.payment_status == "refunded"
    assert on_hand(mug) == 7
    assert Payment.objects.get().status == "refunded"


def test_an_unpaid_order_is_canceled_without_a_refund(in_store, mug, user):
    order = place(in_store, mug)
    orders.cancel(order=order, user=user)

    order.refresh_from_db()
    assert (order.status, order.payment_status) == ("canceled", "unpaid")
    assert Payment.objects.get().status == "canceled"
    assert not Transaction.objects.exists()


def test_what_is_shipped_does_not_come_back_to_stock(in_store, mug, user):
    order = place(in_store, mug)
    orders.fulfil(order=order, user=user)
    orders.cancel(order=order, user=user, is_return=True)
    assert on_hand(mug) == 7


def test_a_draft_that_is_canceled_lets_its_cart_go_on(in_store, mug, user):
    cart = make_cart(in_store, mug, pay_by="test")
    token = cart.token
    order = draft_order(cart=cart, expected_total=total_of(cart), language="en")
    pay(order=order)

    orders.cancel(order=order, user=user)

    going_on = type(cart).objects.get(token=token)
    assert going_on.is_open
    assert going_on.pk != cart.pk
    assert going_on.lines.get().quantity == 1
    assert SandboxCharge.objects.get().decision == "canceled"


@pytest.mark.parametrize(
    ("before", "verb", "message"),
    [
        ([*DONE, "complete"], "cancel", "completed and cannot become canceled"),
        ([*DONE, "complete"], "complete", "completed and cannot become completed"),
        ([], "complete", r"unpaid \(to ship\): complete it when it is paid and shipped"),
        (["mark_paid"], "complete", r"paid \(to ship\): complete it when"),
        (["fulfil"], "complete", r"unpaid \(shipped\): complete it when"),
        (["fulfil"], "cancel", "is shipped: it can be canceled only as a return"),
        (["cancel"], "complete", "canceled and cannot become completed"),
        (["cancel"], "cancel", "canceled and cannot become canceled"),
        (["cancel"], "fulfil", "canceled .* cannot be shipped"),
        (["fulfil"], "fulfil", r"open \(shipped\) and cannot be shipped"),
        (["mark_paid"], "mark_paid", "open and paid, and cannot be marked as paid"),
        (["cancel"], "mark_paid", "canceled and unpaid, and cannot be marked as paid"),
    ],
)
def test_what_is_not_declared_is_refused_and_changes_nothing(
    before, verb, message, in_store, mug, user
):
    order = place(in_store, mug)
    for earlier in before:
        getattr(orders, earlier)(order=order, user=user)
    known = Order.objects.values().get(), entries(order), on_hand(mug)

    with pytest.raises(ValidationError, match=message):
        getattr(orders, verb)(order=order, user=user)

    assert (Order.objects.values().get(), entries(order), on_hand(mug)) == known


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "a\x00b"])
def test_a_note_says_something(text, in_store, mug, user):
    order = place(in_store, mug)
    with pytest.raises(ValidationError):
        orders.add_note(order=order, user=user, text=text)
    assert not order.events.filter(kind="note").exists()


def test_an_order_of_another_store_cannot_be_touched(other_store, in_store, mug, user):
    order = place(in_store, mug)
    with store_scope(other_store):
        for verb in (orders.mark_paid, orders.fulfil, orders.complete, orders.cancel):
            with pytest.raises(Cart.DoesNotExist):
                verb(order=order, user=user)
    order.refresh_from_db()
    assert order.status == "placed"
