"""The test gateway, its calls, and what becomes of orders."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalog.models import StockReservation
from catalog.selectors.stock import free_units
from catalog.services.stock import adjust
from commerce.models import Cart, Order, Payment, SandboxCharge, Transaction
from commerce.payments import test_gateway
from commerce.payments.base import ProviderError
from commerce.payments.registry import get_provider
from commerce.services.expire_order import expire
from commerce.services.pay import pay
from commerce.services.place_order import PaymentMissing, draft_order, finalise_order
from commerce.services.receive_webhook import MAX_BODY
from commerce.services.refund import refund_surplus
from commerce.services.settle import settle
from commerce.tasks import ask_again
from stores.models import Domain, Store
from stores.scope import store_scope
from tests.commerce.shop import (
    add,
    buy,
    make_cart,
    offer_test_gateway,
    on_hand,
    place,
    signing_secret,
    total_of,
    variant_of,
    walk_to_review,
)
from tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(store):
    offer_test_gateway(store)
    return store


def gateway_page(shop, client, product, quantity: int = 1) -> str:
    return buy(client, product, quantity, pay_by="test").url


def order_and_payment(shop) -> tuple[Order, Payment]:
    with store_scope(shop):
        return Order.objects.get(), Payment.objects.order_by("-pk").first()


def choose(client, page: str, choice: str):
    return client.get(client.post(page, {"choice": choice}).url)


def signed(payment_id: object, store: Store) -> dict:
    body = json.dumps({"payment": str(payment_id)}).encode()
    signature = test_gateway.signature(body, signing_secret(store))
    return {
        "data": body,
        "content_type": "application/json",
        "headers": {test_gateway.SIGNATURE_HEADER: signature},
    }


def test_a_store_that_is_not_in_test_mode_offers_no_test_payment(shop, store_client):
    client = store_client(shop)
    add(client, make_product(shop))
    review = walk_to_review(client, pay_by="test")
    Store.objects.filter(pk=shop.pk).update(is_test_mode=False)

    assert 'value="test"' not in client.get("/checkout/payment/").text
    assert place(client, review).url == "/checkout/payment/"
    with store_scope(shop):
        assert not SandboxCharge.objects.exists()


def test_it_is_offered_only_by_a_store_that_has_set_it_up(store, store_client):
    client = store_client(store)
    add(client, make_product(store))
    walk_to_review(client)

    assert 'value="test"' not in client.get("/checkout/payment/").text
    refused = client.post("/checkout/payment/", {"method": "test"})
    assert "This way to pay is not offered any more" in refused.text
    offer_test_gateway(store)
    assert 'value="test"' in client.get("/checkout/payment/").text


def test_success_places_and_pays_the_order(shop, store_client):
    client, mug = store_client(shop), make_product(shop, stock=5)
    page = gateway_page(shop, client, mug, 2)
    text = client.get(page).text
    assert "TEST" in text
    assert "€25.80" in text

    response = choose(client, page, "success")

    order, payment = order_and_payment(shop)
    assert response.url == order.get_absolute_url()
    assert (order.status, order.payment_status, payment.status) == ("placed", "paid", "paid")
    with store_scope(shop):
        assert Transaction.objects.get().amount == Decimal("25.80")
        assert on_hand(mug) == 3
        assert not StockReservation.objects.exists()
    assert "#1001" in client.get(response.url).text
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("choice", "status"), [("decline", "failed"), ("cancel", "canceled")])
def test_a_payment_that_fails_loses_nothing_and_can_be_tried_again(
    choice, status, shop, store_client
):
    client, mug = store_client(shop), make_product(shop, stock=1)
    response = choose(client, gateway_page(shop, client, mug), choice)

    order, payment = order_and_payment(shop)
    assert (order.status, payment.status, order.number) == ("draft", status, None)
    assert response.url == "/checkout/payment/"
    assert "You have not paid" in client.get(response.url).text
    assert "Place order" in client.get("/checkout/review/").text
    confirmation = client.get(order.get_absolute_url()).text
    assert "Your order is not paid" in confirmation
    assert "Pay again" in confirmation

    page = client.post(f"{order.get_absolute_url()}pay/").url
    choose(client, page, "success")

    order, payment = order_and_payment(shop)
    assert (order.status, order.payment_status) == ("placed", "paid")
    with store_scope(shop):
        assert [p.status for p in Payment.objects.order_by("pk")] == [status, "paid"]
        assert on_hand(mug) == 0


@pytest.mark.parametrize(
    ("choice", "status"), [("delayed-success", "placed"), ("delayed-failure", "draft")]
)
def test_a_delayed_outcome_is_pending_until_its_call_comes(choice, status, shop, store_client):
    client = store_client(shop)
    response = choose(client, gateway_page(shop, client, make_product(shop)), choice)

    order, payment = order_and_payment(shop)
    assert (order.status, payment.status) == ("draft", "pending")
    assert "Your payment is being processed" in client.get(response.url).text
    with time_machine.travel(timezone.now() + timedelta(seconds=16)):
        called = client.post("/webhooks/payments/test/", **signed(payment.public_id, shop))
        assert called.status_code == 200
    assert order_and_payment(shop)[0].status == status


def test_a_call_to_the_address_of_before_is_heard_after_the_store_has_moved(shop, store_client):
    """Payment companies follow no redirects."""
    client = store_client(shop)
    choose(client, gateway_page(shop, client, make_product(shop)), "delayed-success")
    _order, payment = order_and_payment(shop)
    shop.domains.update(is_primary=False)
    Domain.objects.create(
        store=shop, hostname="shop.alpha.example", is_primary=True, verified_at=timezone.now()
    )
    assert client.get("/cart/").status_code == 301
    with time_machine.travel(timezone.now() + timedelta(seconds=16)):
        called = client.post("/webhooks/payments/test/", **signed(payment.public_id, shop))
    assert called.status_code == 200
    assert order_and_payment(shop)[1].status == "paid"


def test_a_delayed_outcome_is_left_to_the_worker(shop, store_client, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    client = store_client(shop)
    page = gateway_page(shop, client, make_product(shop))
    client.post(page, {"choice": "delayed-success"})

    with store_scope(shop):
        ours = DBTaskResult.objects.filter(task_path__startswith="commerce.tasks.")
        waiting = {row.task_path.rsplit(".")[-1]: row for row in ours}
        assert waiting.keys() == {"expire_order", "settle_test_payment"}
        job = waiting["settle_test_payment"]
        assert job.run_after > timezone.now() + timedelta(seconds=10)
        with time_machine.travel(job.run_after):
            job.task.call(*job.args_kwargs["args"])
    assert order_and_payment(shop)[0].status == "placed"


def test_the_first_choice_counts(shop, store_client):
    client = store_client(shop)
    page = gateway_page(shop, client, make_product(shop))
    choose(client, page, "success")
    choose(client, page, "decline")
    assert "decided already" in client.get(page).text
    assert order_and_payment(shop)[0].payment_status == "paid"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"headers": {"X-Test-Signature": "0" * 64}}, 400),
        ({"headers": {"X-Test-Signature": "ä"}}, 400),
        ({"headers": {}}, 400),
        ({"data": b"{}"}, 400),
        ({"data": b"\xff\x00"}, 400),
        ({"data": b""}, 400),
        ({"data": b"x" * (MAX_BODY + 1)}, 413),
    ],
)
def test_a_call_that_is_not_the_providers_changes_nothing(change, status, shop, store_client):
    client = store_client(shop)
    gateway_page(shop, client, make_product(shop))
    order, payment = order_and_payment(shop)
    with store_scope(shop):
        SandboxCharge.objects.update(decision="paid", decided_from=timezone.now())

    call = {**signed(payment.public_id, shop), **change}
    assert client.post("/webhooks/payments/test/", **call).status_code == status

    order, payment = order_and_payment(shop)
    assert (order.status, payment.status) == ("draft", "pending")


@pytest.mark.parametrize(
    "body", [b"[]", b"1", b'{"payment": 1}', b'{"payment": "x"}', b"nope", b"[" * 50_000]
)
def test_a_signed_call_that_makes_no_sense_is_refused(body, shop, store_client):
    secret = signing_secret(shop)
    signature = {test_gateway.SIGNATURE_HEADER: test_gateway.signature(body, secret)}
    response = store_client(shop).post(
        "/webhooks/payments/test/", body, content_type="application/json", headers=signature
    )
    assert response.status_code == 400


def test_calls_for_nobody_have_no_effect(shop, other_store, store_client):
    client = store_client(shop)
    gateway_page(shop, client, make_product(shop))
    order, payment = order_and_payment(shop)
    with store_scope(shop):
        SandboxCharge.objects.update(decision="paid", decided_from=timezone.now())
    abroad = store_client(other_store)

    assert client.post("/webhooks/payments/test/", **signed(uuid4(), shop)).status_code == 200
    assert (
        client.post("/webhooks/payments/nope/", **signed(payment.public_id, shop)).status_code
        == 404
    )
    assert (
        client.post("/webhooks/payments/manual/", **signed(payment.public_id, shop)).status_code
        == 400
    )
    assert client.get("/webhooks/payments/test/").status_code == 405
    assert (
        abroad.post("/webhooks/payments/test/", **signed(payment.public_id, shop)).status_code
        == 400
    )
    for path in (
        f"/payments/test/{payment.public_id}/",
        f"/payments/return/{payment.public_id}/",
        order.get_absolute_url(),
    ):
        assert abroad.get(path).status_code == 404
    chosen = abroad.post(f"/payments/test/{payment.public_id}/", {"choice": "success"})
    assert chosen.status_code == 404
    assert order_and_payment(shop)[0].status == "draft"


def test_an_amount_that_is_not_ours_places_nothing(shop, store_client):
    client = store_client(shop)
    gateway_page(shop, client, make_product(shop))
    with store_scope(shop):
        SandboxCharge.objects.update(
            decision="paid", decided_from=timezone.now(), amount=Decimal("1.00")
        )
        payment = Payment.objects.get()
        settle(payment_id=payment.pk)
        settle(payment_id=payment.pk)

        order = Order.objects.get()
        assert (order.status, order.payment_status) == ("draft", "unpaid")
        assert "1.000 EUR instead of 12.900 EUR" in order.events.get(kind="note").data["text"]


def test_paid_without_stock_is_refunded_and_the_cart_goes_on(shop, store_client):
    client = store_client(shop)
    mug, bowl = make_product(shop, "Mug", stock=1), make_product(shop, "Bowl", stock=5)
    add(client, bowl)
    page = gateway_page(shop, client, mug)
    with store_scope(shop):
        StockReservation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        adjust(variant_id=variant_of(mug).pk, on_hand=0, user=None)

    response = choose(client, page, "success")

    order, payment = order_and_payment(shop)
    assert (order.status, order.payment_status, payment.status) == (
        "canceled", "refunded", "refunded",
    )  # fmt: skip
    with store_scope(shop):
        assert [t.amount for t in Transaction.objects.order_by("pk")] == [
            Decimal("25.80"), Decimal("-25.80"),
        ]  # fmt: skip
        assert SandboxCharge.objects.get().refunded_at is not None
        assert [e.kind for e in order.events.all()] == [
            "payment_started", "paid", "canceled", "refunded",
        ]  # fmt: skip
        assert on_hand(bowl) == 5
        settle(payment_id=payment.pk)
        assert Transaction.objects.count() == 2
    text = client.get(response.url).text
    assert "Your payment has been refunded" in text
    cart = client.get("/cart/").text
    assert "Bowl" in cart
    assert "Sold out" in cart


def test_a_payment_left_behind_by_a_changed_cart_is_refunded_and_the_other_counts(
    shop, store_client
):
    client, mug = store_client(shop), make_product(shop, stock=5)
    first = gateway_page(shop, client, mug)
    with store_scope(shop):
        # The provider does not hear that the first is off, and the shopper pays both.
        SandboxCharge.objects.update(decision="paid", decided_from=timezone.now())
    second = gateway_page(shop, client, mug)
    assert first != second
    choose(client, second, "success")
    choose(client, first, "success")
    client.get(f"/payments/return/{first.split('/')[3]}/")

    with store_scope(shop):
        order = Order.objects.get()
        assert (order.status, order.payment_status) == ("placed", "paid")
        assert [p.status for p in Payment.objects.order_by("pk")] == ["refunded", "paid"]
        assert sum(t.amount for t in Transaction.objects.all()) == order.total_amount
        assert on_hand(mug) == 3


def test_what_is_added_while_paying_stays_in_the_cart(shop, store_client):
    client = store_client(shop)
    mug, bowl = make_product(shop, "Mug", stock=5), make_product(shop, "Bowl", stock=5)
    page = gateway_page(shop, client, mug)
    add(client, bowl)
    choose(client, page, "success")

    with store_scope(shop):
        assert [line.product_name for line in Order.objects.get().lines.all()] == ["Mug"]
    text = client.get("/cart/").text
    assert "Bowl" in text
    assert "Mug" not in text


def test_goods_held_for_a_shopper_are_not_sold_out_for_them(shop, store_client):
    client, mug = store_client(shop), make_product(shop, stock=1)
    choose(client, gateway_page(shop, client, mug), "cancel")

    assert "Sold out" not in client.get("/cart/").text
    other = store_client(shop)
    add(other, mug)
    assert "Mug is sold out" in other.get("/cart/").text


def test_an_order_that_is_not_paid_in_time_gives_its_stock_back(shop, store_client):
    client, mug = store_client(shop), make_product(shop, stock=1)
    page = gateway_page(shop, client, mug)
    order, _payment = order_and_payment(shop)
    with store_scope(shop):
        expire(order_id=order.pk)
        assert StockReservation.objects.exists(), "its time is not over"
        later = timezone.now() + timedelta(minutes=46)
        with time_machine.travel(later):
            expire(order_id=order.pk)
            expire(order_id=order.pk)
        assert free_units([variant_of(mug).pk]) == {variant_of(mug).pk: 1}
        assert Payment.objects.get().status == "canceled"
        assert Order.objects.get().status == "draft"
    assert "decided already" in client.get(page).text


def test_an_order_that_was_paid_in_the_last_moment_is_placed_and_not_expired(shop, store_client):
    client = store_client(shop)
    gateway_page(shop, client, make_product(shop, stock=1))
    order, _payment = order_and_payment(shop)
    with store_scope(shop):
        SandboxCharge.objects.update(decision="paid", decided_from=timezone.now())
        with time_machine.travel(timezone.now() + timedelta(minutes=46)):
            expire(order_id=order.pk)
        assert Order.objects.get().status == "placed"


@pytest.mark.parametrize("broken", ["sync", "cancel"])
def test_a_provider_out_of_reach_keeps_no_stock_and_is_asked_again(
    broken, shop, store_client, monkeypatch, settings
):
    def unreachable(self, payment):
        raise ProviderError("no answer")

    mug = make_product(shop, stock=1)
    gateway_page(shop, store_client(shop), mug)
    order, payment = order_and_payment(shop)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    with store_scope(shop):
        with monkeypatch.context() as patched:
            patched.setattr(test_gateway.TestGatewayProvider, broken, unreachable)
            with time_machine.travel(timezone.now() + timedelta(minutes=46)):
                expire(order_id=order.pk)
        assert free_units([variant_of(mug).pk]) == {variant_of(mug).pk: 1}
        assert not StockReservation.objects.exists()
        again = DBTaskResult.objects.get(task_path="commerce.tasks.ask_again")
        assert again.args_kwargs["args"] == [str(payment.public_id), 1]
        SandboxCharge.objects.update(decision="paid", decided_from=timezone.now())

        ask_again.call(str(payment.public_id), 1)

        assert Order.objects.get().status == "placed"


def test_a_link_to_an_order_pays_it_and_hands_out_no_cart(shop, store_client):
    buyer, mug = store_client(shop), make_product(shop, stock=1)
    gateway_page(shop, buyer, mug)
    order, _payment = order_and_payment(shop)
    visitor, own = store_client(shop), make_product(shop, "Bowl")
    add(visitor, own)
    token = visitor.cookies["cart"].value

    paying = visitor.post(f"{order.get_absolute_url()}pay/")
    assert paying.url.startswith("/payments/test/")
    back = visitor.post(paying.url, {"choice": "decline"})
    assert visitor.get(back.url).url == order.get_absolute_url()
    with store_scope(shop):
        adjust(variant_id=variant_of(mug).pk, on_hand=0, user=None)
    assert visitor.post(f"{order.get_absolute_url()}pay/").url == order.get_absolute_url()

    assert visitor.cookies["cart"].value == token
    assert "Bowl" in visitor.get("/cart/").text
    stranger = store_client(shop)
    stranger.post(f"{order.get_absolute_url()}pay/")
    assert "cart" not in stranger.cookies
    assert buyer.post(f"{order.get_absolute_url()}pay/").url == "/cart/"


def test_a_refund_that_fails_is_noted_and_tried_again(shop, monkeypatch):
    mug = make_product(shop, stock=1)
    with store_scope(shop):
        cart = make_cart(shop, mug, pay_by="test")
        order = draft_order(cart=cart, expected_total=total_of(cart), language="en")
        pay(order=order)
        SandboxCharge.objects.update(decision="paid", decided_from=timezone.now())
        StockReservation.objects.all().delete()
        adjust(variant_id=variant_of(mug).pk, on_hand=0, user=None)

        def unreachable(self, payment):
            raise ProviderError("no answer")

        with monkeypatch.context() as broken:
            broken.setattr(test_gateway.TestGatewayProvider, "refund", unreachable)
            settle(payment_id=Payment.objects.get().pk)
        assert Order.objects.get().payment_status == "paid"
        assert "no answer" in Order.objects.get().events.get(kind="note").data["text"]
        refund_surplus(order_id=order.pk)
        assert Order.objects.get().payment_status == "refunded"


def test_a_provider_that_does_not_answer_loses_nothing(shop, store_client, monkeypatch):
    def unreachable(self, payment):
        raise ProviderError("no answer")

    monkeypatch.setattr(test_gateway.TestGatewayProvider, "begin", unreachable)
    client = store_client(shop)
    response = buy(client, make_product(shop), pay_by="test")

    assert response.url == "/checkout/payment/"
    assert "The payment could not be started" in client.get(response.url).text


def test_an_unpaid_order_is_not_finalised(shop):
    with store_scope(shop):
        cart = make_cart(shop, make_product(shop), pay_by="test")
        order = draft_order(cart=cart, expected_total=total_of(cart), language="en")
        with pytest.raises(PaymentMissing):
            finalise_order(order_id=order.pk)


def test_an_order_that_costs_nothing_needs_no_payment(shop, store_client):
    client = store_client(shop)
    response = buy(client, make_product(shop, price="0"), pay_by="test")
    assert response.url.startswith("/orders/")
    order, _payment = order_and_payment(shop)
    assert (order.status, order.payment_status) == ("placed", "paid")


@pytest.mark.parametrize("code", ["manual", "test"])
def test_every_provider_keeps_the_contract(code, shop):
    """One test for all providers: beginning twice begins once, nothing is paid by itself,
    a call without a signature is refused."""
    with store_scope(shop):
        cart = make_cart(shop, make_product(shop), pay_by=code)
        order = draft_order(cart=cart, expected_total=total_of(cart), language="en")
        payment, provider = order.payments.get(), get_provider(code)

        assert provider.begin(payment) == provider.begin(payment)
        outcome = provider.sync(payment)
        assert outcome.status.value == "pending"
        assert (outcome.amount, outcome.currency) == (payment.amount, payment.currency)
        with pytest.raises(test_gateway.BadWebhook):
            provider.parse_webhook(b"{}", {})
        provider.cancel(payment)
        provider.cancel(payment)
        assert Cart.objects.get().is_open
