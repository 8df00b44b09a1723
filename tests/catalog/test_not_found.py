"""A page that was not found helps to find what was meant."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from catalog.selectors.similar import words_of
from stores.scope import store_scope
from tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(store, store_client):
    return store_client(store)


def not_found(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 404
    return response.content.decode()


def test_it_offers_products_with_the_words_of_the_address(store, client):
    make_product(store, "Blue mug")
    make_product(store, "Lamp")
    html = not_found(client, "/shop/blue-mug-350ml.html")
    assert 'href="/products/blue-mug/"' in html
    assert "/products/lamp/" not in html
    assert 'role="search"' in html


def test_it_offers_the_categories(store, client):
    make_category(store, "Cups")
    assert 'href="/categories/cups/"' in not_found(client, "/nowhere/")


def test_in_place_of_a_product_that_was_taken_down_stands_one_like_it(store, client):
    gone = make_product(store, "Blue mug", slug="blue-mug")
    make_product(store, "Green mug")
    with store_scope(store):
        Product.objects.get(pk=gone.pk).unpublish()
    html = not_found(client, "/products/blue-mug/")
    assert 'href="/products/green-mug/"' in html
    assert 'href="/products/blue-mug/"' not in html


def test_nothing_of_another_store_is_offered(store, other_store, client):
    make_product(other_store, "Blue mug")
    assert "Blue mug" not in not_found(client, "/products/blue-mug/")


def test_it_costs_no_more_with_fifty_products_than_with_one(store, client):
    counts = []
    for number in (1, 50):
        for n in range(number):
            make_product(store, f"Blue mug {number} {n}")
        with CaptureQueriesContext(connection) as queries:
            html = not_found(client, "/blue-mug/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9
    assert html.count('<article class="product-card"') <= 4


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/products/blue-mug/", ["blue", "mug"]),
        ("/shop/cups/blue_mug-350ml.html", ["blue", "mug", "cups", "shop"]),
        ("/wp-login.php", []),
        ("/or-and-not/", []),
        ("/1234/", []),
        ("/Tasse-für-Größe/", ["tasse", "für", "grösse"]),
        ("/" + "mug-" * 400, ["mug"]),
        ("/aa-bbb-ccc-ddd-eee-fff-ggg-hhh/", ["bbb", "ccc", "ddd", "eee", "fff", "ggg"]),
    ],
)
def test_the_words_of_an_address(path, words):
    assert words_of(path) == words
