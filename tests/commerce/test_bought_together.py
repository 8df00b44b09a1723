"""What stands in the same orders goes well together; who bought may review."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from catalog.models import BoughtTogether, ProductCategory, RelatedProduct, Review
from catalog.selectors.related import goes_with
from commerce.models import Order, OrderLine
from commerce.services import count_bought_together as module
from commerce.services.count_bought_together import count_bought_together, watch_bought_together
from commerce.services.send_confirmation import send_confirmation
from stores.scope import store_scope
from tests.commerce.orders import make_order
from tests.commerce.shop import add
from tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods(store):
    return {name: make_product(store, name, slug=name.lower()) for name in ("Mug", "Bowl", "Lamp")}


def order(store, number, *products, **fields):
    first, *others = [product.variants.first() for product in products]
    made = make_order(store, first, number=number, **fields)
    with store_scope(store):
        for variant in others:
            OrderLine.objects.create(
                order=made, variant=variant, product_name="x", sku=variant.sku, quantity=1,
                unit_price_amount=1, total_amount=1,
            )  # fmt: skip
    return made


def counted(store):
    with store_scope(store):
        rows = BoughtTogether.objects.order_by("product__name", "companion__name")
        return [(row.product.name, row.companion.name, row.orders) for row in rows]


def names(client, path):
    html = client.get(path).content.decode()
    part = html.split("Goes well with it")[1] if "Goes well with it" in html else ""
    return re.findall(r'product-card__name"><a [^>]*>([^<]+)<', part)


def test_pairs_are_counted_anew_each_time(store, goods):
    mug, bowl, lamp = goods["Mug"], goods["Bowl"], goods["Lamp"]
    for number, products in enumerate([(mug, bowl), (bowl, mug), (mug, lamp), (mug, mug)], 1001):
        order(store, number, *products)
    order(store, 1010, bowl, lamp, status=Order.Status.CANCELED)
    order(store, 1011, bowl, lamp, placed_at=timezone.now() - timedelta(days=400))
    with store_scope(store):
        for _twice in range(2):
            assert count_bought_together(store_id=store.pk) == 4
    assert counted(store) == [
        ("Bowl", "Mug", 2), ("Lamp", "Mug", 1), ("Mug", "Bowl", 2), ("Mug", "Lamp", 1),
    ]  # fmt: skip
    with store_scope(store):
        Order.objects.filter(number=1001).update(status=Order.Status.CANCELED)
        Order.objects.filter(number=1003).update(status=Order.Status.CANCELED)
        count_bought_together(store_id=store.pk)
    assert counted(store) == [("Bowl", "Mug", 1), ("Mug", "Bowl", 1)]


def test_it_is_bounded(store, goods, monkeypatch):
    monkeypatch.setattr(module, "MOST_COMPANIONS", 1)
    order(store, 1001, goods["Mug"], goods["Bowl"])
    order(store, 1002, goods["Mug"], goods["Bowl"])
    order(store, 1003, goods["Mug"], goods["Lamp"])
    with store_scope(store):
        count_bought_together(store_id=store.pk)
    assert ("Mug", "Bowl", 2) in counted(store)
    assert ("Mug", "Lamp", 1) not in counted(store)
    monkeypatch.setattr(module, "MOST_PRODUCTS", 1)
    with store_scope(store):
        assert count_bought_together(store_id=store.pk) == 0


def test_the_schedule_counts_stores_with_recent_orders_each_by_itself(store, other_store, goods):
    order(store, 1001, goods["Mug"], goods["Bowl"])
    theirs = [make_product(other_store, name) for name in ("Pen", "Ink")]
    order(other_store, 1001, *theirs)
    watch_bought_together()
    assert counted(store) == [("Bowl", "Mug", 1), ("Mug", "Bowl", 1)]
    assert counted(other_store) == [("Ink", "Pen", 1), ("Pen", "Ink", 1)]


def test_what_is_chosen_comes_before_what_is_bought_and_what_is_near(store, goods, store_client):
    mug, bowl, lamp = goods["Mug"], goods["Bowl"], goods["Lamp"]
    shelf = make_category(store, "Shelf")
    make_product(store, "Near", categories=[shelf])
    gone = make_product(store, "Gone", categories=[shelf], live=False)
    make_product(store, "Out", categories=[shelf], stock=0)
    client = store_client(store)
    assert names(client, "/products/mug/") == []
    with store_scope(store):
        ProductCategory.objects.create(product=mug, category=shelf)
    assert names(client, "/products/mug/") == ["Near", "Out"]
    with store_scope(store):
        BoughtTogether.objects.create(product=mug, companion=bowl, orders=1)
        for related in (lamp, gone):
            RelatedProduct.objects.create(product=mug, related=related)
    assert names(client, "/products/mug/") == ["Lamp", "Bowl", "Near", "Out"]


def test_what_shares_more_categories_is_nearer_and_the_newest_first(store, store_client):
    shelf, gifts = make_category(store, "Shelf"), make_category(store, "Gifts")
    make_product(store, "Both", categories=[shelf, gifts])
    make_product(store, "Older", categories=[shelf])
    make_product(store, "Newer", categories=[gifts])
    make_product(store, "Vase", categories=[shelf, gifts])
    assert names(store_client(store), "/products/vase/") == ["Both", "Newer", "Older"]


def test_the_cart_shows_what_goes_with_it_and_not_what_is_in_it(store, goods, store_client):
    with store_scope(store):
        for companion in ("Bowl", "Lamp"):
            BoughtTogether.objects.create(
                product=goods["Mug"], companion=goods[companion], orders=len(companion)
            )
    client = store_client(store)
    add(client, goods["Mug"])
    assert names(client, "/cart/") == ["Bowl", "Lamp"]
    assert 'form="quick-buy"' in client.get("/cart/").content.decode()
    add(client, goods["Bowl"])
    assert names(client, "/cart/") == ["Lamp"]
    with store_scope(store):
        assert goes_with([]) == []


def test_a_buyer_reviews_by_the_link_of_the_order(store, goods, store_client):
    made = order(store, 1001, goods["Mug"], goods["Bowl"])
    client = store_client(store)
    html = client.get(made.get_absolute_url()).content.decode()
    links = re.findall(r'href="(/products/(\w+)/reviews/new/\?buyer=[^"]+)"', html)
    assert sorted(slug for _path, slug in links) == ["bowl", "mug"]
    with store_scope(store):
        send_confirmation(order=made)
    body = mail.outbox[0].body
    path = next(path for path, slug in links if slug == "mug")
    assert f"http://alpha.localhost:8000{path}" in body or path in body

    sent = {"rating": "5", "author": "Ada", "email": "ada@example.org"}
    client.post("/products/mug/reviews/new/", {**sent, "buyer": path.split("buyer=")[1]})
    with store_scope(store):
        assert Review.objects.get().order_id == made.public_id


def test_an_order_that_is_not_placed_invites_nobody(store, goods, store_client):
    made = order(store, 1001, goods["Mug"], status=Order.Status.DRAFT)
    assert "buyer=" not in store_client(store).get(made.get_absolute_url()).content.decode()
