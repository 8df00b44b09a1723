"""What a product is, against every place it could show: docs/states.md as a table."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from catalog.models import Category, Product, StockPolicy, Variant
from stores.models import HomePage, Store
from stores.scope import store_scope
from stores.services.publish_scheduled import publish_scheduled
from tests.catalog.heads import head_of
from tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db

NAME = "Quinsy"
"""A word that no page has by itself."""
SOON = timezone.localdate() + timedelta(days=9)


@dataclass(frozen=True)
class State:
    name: str
    make: Callable[[Store, dict[str, Any]], Product]
    found: bool
    """In lists, counts, search, suggestions, blocks, sitemap and feed."""
    bought: bool = False
    """Whether the cart takes it."""
    sold_out: bool = False
    """Whether its card says so."""
    schema: str = ""
    """What schema.org calls its availability; empty: there is no page."""
    merchant: str = ""
    """What Google's Merchant Center calls it; empty: it is not offered."""
    picture: bool = True


def simple(**fields: Any) -> Callable[[Store, dict[str, Any]], Product]:
    return lambda store, common: make_product(store, NAME, **{**common, **fields})


def with_stock(policy: str, stock: int = 0, **fields: Any) -> Callable[..., Product]:
    return simple(variants=[{"stock": stock, "stock_policy": policy, **fields}])


def scheduled(store: Store, common: dict[str, Any]) -> Product:
    """Approved to go online tomorrow; the worker has come by and found it too early."""
    product = make_product(store, NAME, live=False, **common)
    with store_scope(store):
        product = Product.objects.get(pk=product.pk)
        product.go_live_at = timezone.now() + timedelta(days=1)
        product.save_revision().publish()
    publish_scheduled()
    return product


def expired(store: Store, common: dict[str, Any]) -> Product:
    product = make_product(store, NAME, **common)
    with store_scope(store):
        Product.objects.filter(pk=product.pk).update(
            expire_at=timezone.now() - timedelta(minutes=1)
        )
    publish_scheduled()
    return product


def published_by_schedule(store: Store, common: dict[str, Any]) -> Product:
    """The moment has come."""
    product = scheduled(store, common)
    with store_scope(store):
        revision = Product.objects.get(pk=product.pk).latest_revision
        past = timezone.now() - timedelta(minutes=1)
        revision.content["go_live_at"] = past.isoformat()
        revision.approved_go_live_at = past
        revision.save()
    publish_scheduled()
    return product


def without_variant(store: Store, common: dict[str, Any]) -> Product:
    product = make_product(store, NAME, **common)
    with store_scope(store):
        product = Product.objects.get(pk=product.pk)
        product.variants = []
        product.save()
    return product


def retired(store: Store, common: dict[str, Any]) -> Product:
    """Its only variant was ordered once and is for sale no more."""
    product = make_product(store, NAME, **common)
    with store_scope(store):
        Variant.objects.filter(product=product).update(retired_at=timezone.now())
        Product.objects.get(pk=product.pk).save()
    return product


def deleted(store: Store, common: dict[str, Any]) -> Product:
    product = make_product(store, NAME, **common)
    with store_scope(store):
        Product.objects.get(pk=product.pk).delete()
    return product


IN, OUT, BACK = "InStock", "OutOfStock", "BackOrder"
STATES = [
    State("online", simple(), True, True, False, IN, "in_stock"),
    State("draft", simple(live=False), False),
    State("scheduled", scheduled, False),
    State("its time has come", published_by_schedule, True, True, False, IN, "in_stock"),
    State("expired", expired, False),
    State("sold out", with_stock(StockPolicy.TRACK), True, False, True, OUT, "out_of_stock"),
    State("backorder", with_stock(StockPolicy.BACKORDER, backorder_until=SOON),
          True, True, False, BACK, "backorder"),
    State("backorder without a date", with_stock(StockPolicy.BACKORDER),
          True, True, False, BACK, "out_of_stock"),
    State("backorder, some left", with_stock(StockPolicy.BACKORDER, 5, backorder_until=SOON),
          True, True, False, IN, "in_stock"),
    State("untracked", with_stock(StockPolicy.UNTRACKED), True, True, False, IN, "in_stock"),
    State("no variant", without_variant, False),
    State("only a retired variant", retired, False),
    State("no picture", simple(image=False), True, True, False, IN, "in_stock", picture=False),
    State("deleted", deleted, False),
]  # fmt: skip

LISTS = {
    "all products": "/products/",
    "category": "/categories/shelf/",
    "search": f"/search/?q={NAME}",
    "suggestions": f"/search/suggest/?q={NAME}",
    "block of chosen products": "/",
}


@pytest.fixture(params=STATES, ids=lambda state: state.name)
def state(request) -> State:
    return request.param


@pytest.fixture
def product(store, state) -> Product:
    category = make_category(store, "Shelf")
    common = {
        "categories": [category],
        "image": state.picture,
        "attributes": {"Make": "Rare"},
    }
    product = state.make(store, common)
    with store_scope(store):
        home = HomePage.objects.get(store=store)
        home.body = json.dumps([{
            "type": "product_list", "value": {"heading": "Ours", "products": [product.pk]},
        }])  # fmt: skip
        home.save()
    return product


@pytest.fixture
def client(store, store_client):
    return store_client(store)


def variant_of(store: Store, product: Product) -> str:
    """Its public id, as somebody kept it in a form; of a deleted product, of none."""
    with store_scope(store):
        known = Variant.objects.filter(product_id=product.pk).values_list("public_id", flat=True)
        return str(next(iter(known), "0198c0de-0000-7000-8000-000000000000"))


def read_whole(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def test_lists_counts_search_suggestions_and_blocks(store, state, product, client):
    for place, path in LISTS.items():
        response = client.get(path)
        assert response.status_code == 200, place
        html = response.content.decode()
        assert (f'/products/{NAME.lower()}/"' in html) is state.found, place
        if place in ("all products", "category"):
            assert ("1 product" in html) is state.found, place
            assert ("Sold out" in html) is (state.found and state.sold_out), place


def test_counts_beside_facets(store, state, product, client):
    """Of a list with one more product, so that there is something to choose."""
    with store_scope(store):
        shelf = Category.objects.get(slug="shelf")
    make_product(store, "Bowl", categories=[shelf], attributes={"Make": "Usual"})
    for path in ("/products/", "/categories/shelf/"):
        facets = client.get(path).context["listing"].facets
        counts = {choice.label: choice.count for facet in facets for choice in facet.choices}
        assert counts.get("Rare", 0) == int(state.found)
        assert counts["Available"] == 1 + int(state.found and not state.sold_out)


def test_sitemap_and_merchant_feed(store, state, product, client):
    sitemap = read_whole(client, "/sitemap-products.xml")
    assert (f"/products/{NAME.lower()}/" in sitemap) is state.found
    assert ("<image:loc>" in sitemap) is (state.found and state.picture)
    feed = read_whole(client, "/feeds/google-merchant.xml")
    said = [part.split("<")[0] for part in feed.split("<g:availability>")[1:]]
    assert said == ([state.merchant] if state.found else [])
    assert ("<g:image_link>" in feed) is (state.found and state.picture)


def test_direct_address_and_structured_data(store, state, product, client):
    path = f"/products/{NAME.lower()}/"
    if not state.found:
        head = head_of(client, path, status=404)
        assert not head.things
        assert "noindex" in head.meta["robots"]
        return
    head = head_of(client, path)
    data = head.thing("Product")
    assert [offer["availability"].rsplit("/", 1)[1] for offer in data["offers"]] == [state.schema]
    assert bool(data.get("image")) is state.picture


def test_cart(store, state, product, client):
    body = {"variant": variant_of(store, product), "quantity": "1"}
    client.post("/cart/add/", body, follow=True)
    html = client.get("/cart/").content.decode()
    assert (f"/products/{NAME.lower()}/" in html) is state.bought


def test_a_product_in_the_cart_that_goes_offline_keeps_nobody_from_seeing_the_cart(
    store, store_client
):
    product = make_product(store, NAME)
    client = store_client(store)
    client.post("/cart/add/", {"variant": variant_of(store, product), "quantity": "1"})
    with store_scope(store):
        Product.objects.get(pk=product.pk).unpublish()
    response = client.get("/cart/")
    assert response.status_code == 200
    assert client.get("/checkout/", follow=True).status_code == 200


def test_the_table_is_the_one_in_the_manual():
    """A row a state, with the words that the places use."""
    text = (Path(settings.BASE_DIR) / "docs" / "states.md").read_text()
    rows = {
        cells[0]: cells[1:]
        for line in text.splitlines()
        if line.startswith("|")
        for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
    }
    for state in STATES:
        cells = rows[state.name]
        assert cells == [
            "yes" if state.found else "no",
            "sold out" if state.sold_out else ("–" if not state.found else "price"),
            "200" if state.found else "404",
            state.schema or "–",
            state.merchant or "–",
            "yes" if state.bought else "no",
        ], state.name
