from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Product, Variant
from commerce.models import Cart, CartLine
from stores.scope import store_scope
from tests.commerce.shop import add, variant_of
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def lines(store) -> list[tuple[str, int]]:
    with store_scope(store):
        rows = CartLine.objects.order_by("pk")
        return list(rows.values_list("variant__product__name", "quantity"))


def change(client, product, quantity):
    return client.post(f"/cart/lines/{variant_of(product).public_id}/", {"quantity": quantity})


@pytest.fixture
def client_and_mug(store, store_client):
    return store_client(store), make_product(store, stock=5)


def test_the_first_thing_makes_a_cart_and_a_cookie_that_scripts_cannot_read(store, client_and_mug):
    client, mug = client_and_mug
    assert "cart" not in client.get("/cart/").cookies

    response = add(client, mug, 2)

    cookie = response.cookies["cart"]
    assert response.url == "/cart/"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 60 * 24 * 3600
    assert not cookie["secure"]
    page = client.get("/cart/")
    assert "Mug is in your cart." in page.text
    assert "€25.80" in page.text
    assert lines(store) == [("Mug", 2)]


def test_the_cookie_lives_as_long_as_the_cart(client_and_mug):
    client, mug = client_and_mug
    add(client, mug)
    token = client.cookies["cart"].value
    for response in (add(client, mug), change(client, mug, 3)):
        assert response.cookies["cart"].value == token
        assert response.cookies["cart"]["max-age"] == 60 * 24 * 3600


def test_adding_changing_and_removing(store, client_and_mug):
    client, mug = client_and_mug
    add(client, mug)
    add(client, mug, 2)
    assert lines(store) == [("Mug", 3)]
    change(client, mug, 5)
    assert lines(store) == [("Mug", 5)]
    change(client, mug, 0)
    assert lines(store) == []
    assert "Your cart is empty" in client.get("/cart/").text


def test_without_a_quantity_one_is_meant(store, client_and_mug):
    client, mug = client_and_mug
    client.post("/cart/add/", {"variant": variant_of(mug).public_id})
    assert lines(store) == [("Mug", 1)]


@pytest.mark.parametrize(
    ("quantity", "message"),
    [
        ("3", "Only 5 of Mug are left. Your cart has 3 already."),
        ("999", "You can order at most 999 of Mug."),
        ("0", "0 is not a quantity: give a number from 1 to 999."),
        ("-1", "-1 is not a quantity"),
        ("1000", "1000 is not a quantity"),
        ("99999999999999999999", "is not a quantity"),
        ("9" * 5000, "is not a quantity"),
        ("1.5", "is not a quantity: give a whole number."),
        ("many", "is not a quantity: give a whole number."),
        ("1e3", "is not a quantity"),
        ("\x00", "is not a quantity"),
    ],
)
def test_a_refused_quantity_says_why_and_loses_nothing(quantity, message, store, client_and_mug):
    client, mug = client_and_mug
    add(client, mug, 3)
    response = add(client, mug, quantity)
    assert response.url == f"/products/mug/?variant={variant_of(mug).public_id}"
    assert message.replace("'", "&#x27;") in client.get("/cart/").text
    assert lines(store) == [("Mug", 3)]


@pytest.mark.parametrize("quantity", ["6", "-1", "1000", "x", "", "99999999999999999999"])
def test_a_refused_change_says_why_and_loses_nothing(quantity, store, client_and_mug):
    client, mug = client_and_mug
    add(client, mug, 3)
    client.get("/cart/")
    assert change(client, mug, quantity).url == "/cart/"
    assert "notice--error" in client.get("/cart/").text
    assert lines(store) == [("Mug", 3)]


def test_a_line_that_cannot_be_had_any_more_can_still_be_removed(store, client_and_mug):
    client, mug = client_and_mug
    add(client, mug)
    with store_scope(store):
        Variant.objects.update(retired_at=timezone.now())
    change(client, mug, 2)
    page = client.get("/cart/").text
    assert "Mug is not available any more. Remove it to go on." in page
    assert lines(store) == [("Mug", 1)]
    change(client, mug, 0)
    assert lines(store) == []


@pytest.mark.parametrize(
    "what", ["retired", "unpublished", "foreign", "unknown", "garbage", "sold out"]
)
def test_what_is_not_for_sale_cannot_be_added(what, store, other_store, client_and_mug):
    client, mug = client_and_mug
    variant_id = str(variant_of(mug).public_id)
    if what == "foreign":
        theirs = make_product(other_store, "Theirs")
        with store_scope(other_store):
            variant_id = str(variant_of(theirs).public_id)
    elif what == "unknown":
        variant_id = "01a20364-a38a-7ee6-927a-d53c4fcbe1ea"
    elif what == "garbage":
        variant_id = "'; drop table\x00"
    with store_scope(store):
        if what == "retired":
            Variant.objects.update(retired_at=timezone.now())
        elif what == "unpublished":
            Product.objects.update(live=False)
        elif what == "sold out":
            mug = make_product(store, "Bowl", stock=0)
            variant_id = str(variant_of(mug).public_id)

    response = client.post("/cart/add/", {"variant": variant_id, "quantity": 1})

    assert response.status_code == 302
    page = client.get("/cart/").text
    assert ("Bowl is sold out." if what == "sold out" else "This product is not available") in page
    with store_scope(store):
        assert not Cart.objects.exists()


@pytest.mark.parametrize("token", ["x", "", "a" * 43, "a" * 5000, "ü\x00%00", "../../etc"])
def test_a_garbage_token_is_no_cart(token, store, client_and_mug):
    client, mug = client_and_mug
    client.cookies["cart"] = token
    for path in ("/cart/", "/products/mug/"):
        assert client.get(path).status_code == 200
    assert client.get("/checkout/").url == "/cart/"
    assert change(client, mug, 1).url == "/cart/"
    add(client, mug)
    assert lines(store) == [("Mug", 1)]


def test_an_expired_cart_is_no_cart(store, client_and_mug):
    client, mug = client_and_mug
    add(client, mug)
    with store_scope(store):
        Cart.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "Your cart is empty" in client.get("/cart/").text
    assert client.get("/checkout/").url == "/cart/"
    add(client, mug)
    with store_scope(store):
        assert Cart.objects.count() == 2


def test_a_line_of_another_cart_cannot_be_changed(store, store_client, client_and_mug):
    client, mug = client_and_mug
    add(client, mug, 2)
    stranger, bowl = store_client(store), make_product(store, "Bowl")
    add(stranger, bowl)
    change(stranger, mug, 0)
    assert "not in your cart any more" in stranger.get("/cart/").text
    assert lines(store) == [("Mug", 2), ("Bowl", 1)]


def test_the_cookie_is_secure_where_the_store_is(store, client_and_mug, settings):
    client, mug = client_and_mug
    settings.SESSION_COOKIE_SECURE = True  # As with PUBLIC_SCHEME=https.
    assert add(client, mug).cookies["cart"]["secure"]
