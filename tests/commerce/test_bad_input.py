"""Every address of cart, check-out, orders and payments with what nobody should send it."""

from __future__ import annotations

import pytest
from django.test import Client

from commerce.models import Cart, CartLine, Order, Payment
from stores.scope import store_scope
from tests.commerce.shop import CONTACT, add, buy, offer_test_gateway, walk_to_review
from tests.factories import make_product

pytestmark = pytest.mark.django_db

UUID = "01a20364-a38a-7ee6-927a-d53c4fcbe1ea"
GARBAGE = ["", "-1", "\x00", "ü" * 3000, "' or 1=1 --", "sNaN"]
PATHS = [
    "/cart/",
    "/cart/add/",
    f"/cart/lines/{UUID}/",
    "/cart/lines/x/",
    "/cart/lines/%00/",
    "/checkout/",
    "/checkout/contact/",
    "/checkout/shipping/",
    "/checkout/payment/",
    "/checkout/review/",
    "/orders/x/",
    "/orders/%00/",
    f"/orders/{'a' * 32}/",
    f"/orders/{'a' * 32}/pay/",
    f"/payments/return/{UUID}/",
    "/payments/return/x/",
    f"/payments/test/{UUID}/",
    "/webhooks/payments/test/",
    "/webhooks/payments/nope/",
    "/webhooks/payments/%00/",
    "{confirmation}",
    "{confirmation}pay/",
    "{gateway}",
    "{return}",
]
FIELDS = [
    "variant", "quantity", "method", "expected_total", "choice",
    *CONTACT, "line2", "region", "phone",
]  # fmt: skip


def state(store) -> tuple:
    with store_scope(store):
        return (
            list(Cart.objects.order_by("pk").values_list("pk", "closed_at", "email")),
            list(CartLine.objects.order_by("pk").values_list("variant", "quantity")),
            list(Order.objects.order_by("pk").values_list("pk", "status", "total_amount")),
            list(Payment.objects.order_by("pk").values_list("pk", "status")),
        )


@pytest.fixture
def visited(store, store_client):
    """A shopper with an order that is being paid and, in another browser, a cart at its review."""
    offer_test_gateway(store)
    mug = make_product(store, stock=50)
    payer = store_client(store)
    gateway = buy(payer, mug, pay_by="test").url
    with store_scope(store):
        confirmation = Order.objects.get().get_absolute_url()
    client = store_client(store)
    add(client, mug)
    walk_to_review(client)
    links = {
        "confirmation": confirmation,
        "gateway": gateway,
        "return": gateway.replace("/test/", "/return/"),
    }
    return client, mug, links


def test_garbage_sent_anywhere_is_refused_without_an_error(store, visited):
    client, _mug, links = visited
    before = state(store)
    for path in PATHS:
        address = path.format(**links)
        for garbage in GARBAGE:
            sent = dict.fromkeys(FIELDS, garbage)
            # A quantity of 0 at a line and a choice at the gateway are meant, garbage is not.
            for response in (
                client.post(address, sent),
                client.get(address, {"q": garbage, "variant": garbage}),
                client.put(address, b"{"),
                client.post(address, b"\xff\xfe{", content_type="application/json"),
            ):
                assert response.status_code < 500, (path, garbage)
    assert state(store) == before


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "head"])
def test_no_method_breaks_anything(method, store, visited):
    client, _mug, links = visited
    for path in PATHS:
        assert getattr(client, method)(path.format(**links)).status_code < 500, path


@pytest.mark.parametrize("field", [*CONTACT, "line2", "phone"])
@pytest.mark.parametrize("value", ["\x00", "x" * 5000, "<b>"])
def test_a_bad_field_of_the_contact_form_is_said_or_taken(field, value, store, visited):
    client, _mug, _links = visited
    response = client.post("/checkout/contact/", {**CONTACT, field: value})
    if response.status_code == 200:
        assert field in response.context["form"].errors
        assert "field__error" in response.text
    else:
        assert response.url == "/checkout/review/"
        assert "<b>" not in client.get("/checkout/review/").text


@pytest.mark.parametrize("total", ["", "NaN", "sNaN", "-0", "12,90", "Infinity", "1e400", "12.91"])
def test_a_total_that_is_not_the_one_shown_places_nothing(total, store, visited):
    client, _mug, _links = visited
    before = state(store)
    response = client.post("/checkout/review/", {"expected_total": total})
    assert response.url == "/checkout/review/"
    assert "The total has changed to €12.90" in client.get(response.url).text
    assert state(store) == before


def test_the_same_total_written_in_another_way_is_the_same(store, visited):
    client, _mug, _links = visited
    response = client.post("/checkout/review/", {"expected_total": "12.9000"})
    assert response.url.startswith("/orders/")


def test_forms_are_protected_against_other_sites(store, visited):
    client, _mug, links = visited
    strict = Client(enforce_csrf_checks=True, HTTP_HOST=store.primary_domain().hostname)
    strict.cookies = client.cookies
    before = state(store)
    for path in ("/cart/add/", "/checkout/contact/", "/checkout/review/", links["gateway"]):
        assert strict.post(path, {"choice": "success", "quantity": 1}).status_code == 403
    assert state(store) == before
