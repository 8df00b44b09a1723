"""From product to order through the pages, as a shopper without JavaScript."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Variant
from catalog.services.stock import adjust
from commerce.models import Cart, Order, PaymentMethod, ShippingMethod
from stores.scope import store_scope
from stores.services.provision_store import provision_store
from tests.commerce.shop import (
    CONTACT,
    add,
    buy,
    offer_test_gateway,
    on_hand,
    order_of,
    place,
    set_shipping,
    set_tax,
    variant_of,
    walk_to_review,
)
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def test_a_guest_buys_by_bank_transfer(store, store_client):
    mug = make_product(store, "Mug", price="12.90", stock=10)
    set_shipping(store, "4.90")
    set_tax(store, "19")
    client = store_client(store)

    response = buy(client, mug, 2)

    with store_scope(store):
        order = order_of(response)
        assert (order.status, order.payment_status, order.number) == ("placed", "unpaid", 1001)
        assert order.total_amount == Decimal("30.70")
        assert order.tax_amount == Decimal("4.90")
        assert [e.kind for e in order.events.all()] == ["placed", "mail_sent"]
        assert on_hand(mug) == 8
    page = client.get(response.url)
    assert "#1001" in page.text
    assert "€30.70" in page.text
    assert "We send you our bank details" in page.text
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page.text
    assert "Your cart is empty" in client.get("/cart/").text


def test_the_confirmation_mail_is_the_stores(store, store_client):
    mug = make_product(store, "Mug", price="12.90")
    response = buy(store_client(store), mug)

    (message,) = mail.outbox
    assert message.to == ["ada@example.org"]
    assert message.from_email == "Alpha <no-reply@localhost>"
    assert message.reply_to == ["owner@alpha.example"]
    assert "#1001" in message.subject
    address = f"http://alpha.localhost:8000{response.url}"
    html = message.alternatives[0][0]
    for text in (message.body, html):
        assert address in text
        assert "€12.90" in text
        assert "Hauptstr. 1" in text


def test_the_back_button_leads_to_the_order_and_never_to_another(store, store_client):
    mug = make_product(store)
    client = store_client(store)
    add(client, mug)
    review = walk_to_review(client)
    first = place(client, review)

    assert place(client, review).url == first.url
    assert client.get("/checkout/review/").url == first.url
    assert client.get("/checkout/").url == first.url
    with store_scope(store):
        assert Order.objects.count() == 1
        assert on_hand(mug) == 9


def test_a_changed_total_is_shown_and_asked_again(store, store_client):
    mug = make_product(store, "Mug", price="12.90")
    client = store_client(store)
    add(client, mug)
    review = walk_to_review(client)
    with store_scope(store):
        Variant.objects.update(price=Decimal("14.90"))

    response = place(client, review)

    assert response.url == "/checkout/review/"
    page = client.get(response.url)
    assert "The total has changed to €14.90" in page.text
    with store_scope(store):
        assert not Order.objects.exists()
    with store_scope(store):
        assert order_of(place(client, page)).total_amount == Decimal("14.90")


def test_who_comes_too_early_is_sent_to_the_first_open_step(store, store_client):
    client = store_client(store)
    assert client.get("/checkout/").url == "/cart/"
    add(client, make_product(store))
    assert client.get("/checkout/").url == "/checkout/contact/"
    assert client.get("/checkout/review/").url == "/checkout/contact/"
    assert client.post("/checkout/review/", {"expected_total": "12.90"}).status_code == 302
    client.post("/checkout/contact/", CONTACT)
    assert client.get("/checkout/payment/").url == "/checkout/shipping/"
    with store_scope(store):
        assert not Order.objects.exists()


def test_a_way_to_ship_that_is_withdrawn_is_asked_for_again(store, store_client):
    client = store_client(store)
    add(client, make_product(store))
    review = walk_to_review(client)
    with store_scope(store):
        ShippingMethod.objects.create(code="express", name="Express", price=9)
        ShippingMethod.objects.filter(code="standard").update(is_active=False)

    assert place(client, review).url == "/checkout/shipping/"


def test_a_way_to_pay_that_is_withdrawn_is_asked_for_again(store, store_client):
    client = store_client(store)
    add(client, make_product(store))
    review = walk_to_review(client)
    with store_scope(store):
        PaymentMethod.objects.update(is_active=False)

    assert place(client, review).url == "/checkout/payment/"
    assert "takes no payments" in client.get("/checkout/payment/").text


def test_the_contact_form_keeps_what_was_typed_and_says_what_is_wrong(store, store_client):
    client = store_client(store)
    add(client, make_product(store))

    page = client.post(
        "/checkout/contact/", {**CONTACT, "email": "ada@", "postal_code": "1011", "name": ""}
    )

    assert page.status_code == 200
    assert 'value="ada@"' in page.text
    assert 'value="Hauptstr. 1"' in page.text
    assert "1011 is not a postal code of Germany. It looks like 26133." in page.text
    assert page.context["form"].errors.keys() == {"email", "name", "postal_code"}


def test_an_address_too_long_for_an_order_is_refused(store, store_client):
    client = store_client(store)
    add(client, make_product(store))
    long = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.example"
    assert len(long) > 254

    page = client.post("/checkout/contact/", {**CONTACT, "email": long})

    assert page.context["form"].errors.keys() == {"email"}


def test_more_than_an_order_can_hold_is_refused_and_changes_nothing(store, store_client):
    client = store_client(store)
    dear = make_product(store, price="99999999999", stock=999)
    add(client, dear, 999)

    assert place(client, walk_to_review(client)).url == "/cart/"
    with store_scope(store):
        assert not Order.objects.exists()


def test_the_address_asks_for_what_its_country_needs(store, store_client):
    client = store_client(store)
    add(client, make_product(store))
    german = client.get("/checkout/contact/")
    american = client.post(
        "/checkout/contact/", {**CONTACT, "country": "US", "postal_code": "94110"}
    )

    assert "region" not in german.context["form"].fields
    assert american.context["form"].errors.keys() == {"region"}
    assert ">California</option>" in american.text
    done = {**CONTACT, "country": "US", "postal_code": "94110", "region": "CA"}
    assert client.post("/checkout/contact/", done).url == "/checkout/shipping/"
    assert "CA" in walk_to_review_text(client)


def walk_to_review_text(client) -> str:
    client.post("/checkout/shipping/", {"method": "standard"})
    client.post("/checkout/payment/", {"method": "manual"})
    return client.get("/checkout/review/").text


def test_countries_are_sorted_as_people_read(store, store_client):
    client = store_client(store)
    add(client, make_product(store))
    form = client.get("/checkout/contact/").context["form"]
    names = [name for _code, name in form.fields["country"].choices]
    assert names.index("Åland Islands") < names.index("Albania") < names.index("Zambia")


@pytest.mark.parametrize(
    ("currency", "country", "price", "quantity", "rate", "included", "tax", "total", "shown"),
    [
        ("USD", "US", "19.99", 3, "6", False, "3.60", "63.57", "$63.57"),
        ("JPY", "JP", "4200", 2, "10", True, "764", "8400", "¥8,400"),
        ("KWD", "KW", "1.255", 3, "5", False, "0.188", "3.953", "KWD 3.953"),
    ],
)
def test_every_currency_adds_up(
    currency, country, price, quantity, rate, included, tax, total, shown, store_client, db
):
    shop = provision_store(
        name="Gamma",
        slug="gamma",
        owner_email="owner@gamma.example",
        currency=currency,
        country=country,
        prices_include_tax=included,
    )
    set_tax(shop, rate)
    mug = make_product(shop, price=price)
    client = store_client(shop)

    response = buy(client, mug, quantity)

    with store_scope(shop):
        order = order_of(response)
        assert (order.tax_amount, order.total_amount) == (Decimal(tax), Decimal(total))
    page = client.get(response.url).text.replace("\N{NO-BREAK SPACE}", " ")
    assert shown in page
    assert f"{rate} %" in page


def test_shipping_is_free_from_its_threshold(store, store_client):
    mug = make_product(store, price="12.90")
    set_shipping(store, "4.90", free_over="25.80")
    client = store_client(store)

    add(client, mug, 1)
    assert "€17.80" in client.get("/cart/").text
    add(client, mug, 1)
    assert "€25.80" in client.get("/cart/").text


def test_what_sells_out_meanwhile_blocks_the_check_out_and_is_named(store, store_client):
    mug, bowl = make_product(store, "Mug"), make_product(store, "Bowl")
    client = store_client(store)
    add(client, mug)
    add(client, bowl)
    review = walk_to_review(client)
    with store_scope(store):
        adjust(variant_id=variant_of(mug).pk, on_hand=0, user=None)

    assert place(client, review).url == "/cart/"
    page = client.get("/cart/")
    assert "Sold out. Remove it to go on." in page.text
    assert 'href="/checkout/"' not in page.text
    client.post(f"/cart/lines/{variant_of(mug).public_id}/", {"quantity": 0})
    assert client.get("/checkout/").url == "/checkout/review/"


def test_an_unpublished_product_blocks_the_check_out_until_it_is_removed(store, store_client):
    mug = make_product(store)
    client = store_client(store)
    add(client, mug)
    walk_to_review(client)
    with store_scope(store):
        type(mug).objects.filter(pk=mug.pk).update(live=False)

    assert client.get("/checkout/review/").url == "/cart/"
    assert "Not available any more" in client.get("/cart/").text


def test_pages_take_the_same_few_queries_for_one_line_and_for_many(store, store_client):
    offer_test_gateway(store)
    client = store_client(store)
    products = [make_product(store, f"Mug {n}", image=True) for n in range(8)]
    add(client, products[0])
    walk_to_review(client)
    limits = {
        "/cart/": 11,
        "/checkout/contact/": 15,
        "/checkout/shipping/": 15,
        "/checkout/payment/": 15,
        "/checkout/review/": 15,
    }

    def counts() -> dict[str, int]:
        found = {}
        for path in limits:
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found[path] = len(queries)
        return found

    one = counts()
    for product in products[1:]:
        add(client, product)
    many = counts()
    assert one == many
    assert all(many[path] <= limit for path, limit in limits.items()), many


@pytest.mark.django_db(transaction=True)
def test_placing_an_order_takes_few_queries(store, store_client, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    client = store_client(store)
    for number in range(8):
        add(client, make_product(store, f"Mug {number}"))
    review = walk_to_review(client)

    with CaptureQueriesContext(connection) as queries:
        assert place(client, review).url.startswith("/orders/")

    assert len(queries) <= 40, [query["sql"] for query in queries]


def test_a_cart_of_another_store_is_no_cart_here(store, other_store, store_client):
    client = store_client(other_store)
    add(client, make_product(other_store))
    token = client.cookies["cart"].value

    here = store_client(store)
    here.cookies["cart"] = token
    assert "Your cart is empty" in here.get("/cart/").text
    add(here, make_product(store))
    assert here.cookies["cart"].value != token
    with store_scope(other_store):
        assert Cart.objects.get(token=token).lines.count() == 1
