"""The number of queries of a page is small, and the same for one thing and for fifty."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Product
from stores.models import Branding, Domain, HomePage, Store, StoreGeneration
from stores.scope import store_scope
from tests.factories import make_category, make_image, make_product

pytestmark = pytest.mark.django_db

BUDGET = 8


def count(client, path: str) -> int:
    client.get(path)  # Renditions are made by the first visit.
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    if len(queries) > BUDGET:
        pytest.fail("\n".join(query["sql"][:300] for query in queries))
    return len(queries)


def fill_home(store: Store) -> None:
    image, second = make_image(store, "Hero"), make_image(store, "Workshop")
    with store_scope(store):
        chosen = [product.pk for product in Product.objects.order_by("pk")[:2]]
        home = HomePage.objects.get(store=store)
        home.body = json.dumps(
            [
                {"type": "hero", "value": {"headline": "Hello", "image": image.pk,
                                           "button": {"label": "All", "url": "/products/"}}},
                {"type": "product_list", "value": {"heading": "Chosen", "products": chosen}},
                {"type": "category_list", "value": {"heading": "Shelves", "categories": []}},
                {"type": "media_with_text", "value": {"image": second.pk, "title": "Us",
                                                      "image_side": "end", "text": "<p>Hi</p>"}},
                {"type": "text", "value": "<p>Bye</p>"},
            ]
        )  # fmt: skip
        home.save()


PATHS = ["/", "/products/", "/categories/cups/", "/products/mug/", "/search/?q=mu"]


@pytest.fixture
def shelf(store):
    category = make_category(store, "Cups")
    make_product(store, "Mug", categories=[category], image=True, options=["Size"],
                 variants=[{"option1": "Small"}, {"option1": "Large"}])  # fmt: skip
    make_product(store, "Bowl", categories=[category], image=True)  # Goes with the mug.
    fill_home(store)
    return category


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("with_cart", [False, True])
def test_a_page_stays_within_its_budget(store, shelf, store_client, path, with_cart):
    client = store_client(store)
    if with_cart:
        with store_scope(store):
            variant = Product.objects.get(slug="mug").variants.first()
        client.post("/cart/add/", {"variant": str(variant.public_id), "quantity": "1"})
        client.get("/cart/")  # The message that it was added is shown once.
        assert client.cookies
    assert count(client, path) <= BUDGET


@pytest.mark.parametrize("path", PATHS)
def test_fifty_products_cost_no_more_queries_than_one(store, shelf, store_client, path):
    client = store_client(store)
    few = count(client, path)
    for number in range(50):
        make_product(store, f"Mug {number}", categories=[shelf], image=number < 6)
    assert count(client, path) == few


@pytest.mark.parametrize("path", PATHS)
def test_many_stores_cost_no_more_queries_than_few(store, shelf, store_client, path):
    client = store_client(store)
    few = count(client, path)
    add_stores(500)
    assert count(client, path) == few


def add_stores(number: int) -> None:
    stores = Store.objects.bulk_create(
        Store(name=f"Store {n}", slug=f"store-{n}") for n in range(number)
    )
    Domain.objects.bulk_create(
        Domain(
            store=store,
            hostname=f"{store.slug}.localhost",
            is_primary=True,
            verified_at=timezone.now(),
        )
        for store in stores
    )
    StoreGeneration.objects.bulk_create(StoreGeneration(store=store) for store in stores)
    Branding.objects.bulk_create(Branding(store=store) for store in stores)
