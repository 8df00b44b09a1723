"""Offers for Google's Merchant Center: every variant for sale, with what Google requires."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.feeds import merchant
from catalog.models import Brand, Option, OptionDisplay, ProductTranslation, StockPolicy
from stores.models import Store
from stores.scope import store_scope
from tests.factories import make_product

pytestmark = pytest.mark.django_db

FEED = "/feeds/google-merchant.xml"
G = "{http://base.google.com/ns/1.0}"
SOON = timezone.localdate() + timedelta(days=9)

Item = dict[str, list[str]]


def offers(client, path: str = FEED) -> list[Item]:
    response = client.get(path)
    assert response.status_code == 200
    tree = ElementTree.fromstring(b"".join(response.streaming_content))  # noqa: S314 - our own.
    found = []
    for node in tree.iter("item"):
        item: Item = {}
        for field in node:
            assert field.tag.startswith(G)
            item.setdefault(field.tag.removeprefix(G), []).append(field.text or "")
        found.append(item)
    return found


@pytest.fixture
def client(store, store_client):
    return store_client(store)


def test_an_offer_has_what_google_requires(store, client):
    with store_scope(store):
        brand = Brand.objects.create(name="Kiln & Co", slug="kiln")
    product = make_product(
        store, "Mug", brand=brand, image=True, description="<p>For <b>tea</b> &amp; milk.</p>",
        variants=[{"barcode": "4006381333931", "weight_grams": 350, "price": "10",
                   "compare_at_price": Decimal("12.50")}],
    )  # fmt: skip
    with store_scope(store):
        variant = product.variants.get()

    [item] = offers(client)

    assert item["id"] == [str(variant.public_id)]
    assert item["title"] == ["Mug"]
    assert item["description"] == ["For tea & milk."]
    assert item["link"] == [store.absolute_url("/products/mug/")]
    assert item["image_link"][0].startswith(store.absolute_url("/media/"))
    assert item["price"] == [f"12.50 {store.currency}"]
    assert item["sale_price"] == [f"10.00 {store.currency}"]
    assert item["availability"] == ["in_stock"]
    assert (item["brand"], item["gtin"]) == (["Kiln & Co"], ["4006381333931"])
    assert "identifier_exists" not in item
    assert "item_group_id" not in item
    assert item["shipping_weight"] == ["350 g"]
    assert item["condition"] == ["new"]


def test_variants_are_one_group_with_what_they_differ_in(store, client):
    product = make_product(
        store, "Shirt", options=["Größe", "Ton", "Fit"],
        variants=[{"option1": "S", "option2": "Red", "option3": "Slim"},
                  {"option1": "M", "option2": "Red", "option3": "Slim"}],
    )  # fmt: skip
    with store_scope(store):
        Option.objects.filter(name="Ton").update(display=OptionDisplay.SWATCHES)
        ids = list(product.variants.order_by("sort_order").values_list("public_id", flat=True))
    first, second = offers(client)
    assert first["item_group_id"] == second["item_group_id"] == [str(product.public_id)]
    assert first["title"] == ["Shirt – S / Red / Slim"]
    assert (first["size"], first["color"]) == (["S"], ["Red"])
    assert second["link"] == [store.absolute_url(f"/products/shirt/?variant={ids[1]}")]
    assert first["identifier_exists"] == ["no"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"stock": 0}, "out_of_stock"),
        ({"stock": 0, "stock_policy": StockPolicy.UNTRACKED}, "in_stock"),
        ({"stock": 0, "stock_policy": StockPolicy.BACKORDER, "backorder_until": SOON}, "backorder"),
        ({"stock": 0, "stock_policy": StockPolicy.BACKORDER}, "out_of_stock"),
    ],
)
def test_availability_follows_the_stock_policy(store, client, fields, said):
    make_product(store, "Mug", variants=[fields])
    [item] = offers(client)
    assert item["availability"] == [said]
    dates = item.get("availability_date", [])
    assert [text[:10] for text in dates] == ([SOON.isoformat()] if said == "backorder" else [])


def test_what_is_not_for_sale_is_not_offered(store, client):
    make_product(store, "Draft", live=False)
    product = make_product(store, "Mug", options=["Size"],
                           variants=[{"option1": "S"}, {"option1": "L"}])  # fmt: skip
    with store_scope(store):
        product.variants.filter(option1="L").update(retired_at=timezone.now())
    assert [item["title"] for item in offers(client)] == [["Mug – S"]]


def test_in_another_language_it_says_so(store, client):
    Store.objects.filter(pk=store.pk).update(languages=["de"])
    product = make_product(store, "Mug")
    with store_scope(store):
        ProductTranslation.objects.create(
            product=product, language="de", name="Becher", slug="becher"
        )
    [item] = offers(client, f"/de{FEED}")
    assert item["title"] == ["Becher"]
    assert item["link"] == [store.absolute_url("/de/products/becher/")]
    assert offers(client)[0]["title"] == ["Mug"]


def test_no_text_breaks_it(store, client):
    make_product(store, "A \x0b<b>&\ufffe]]>\U0001f375", slug="odd", description="<p>x\x01</p>")
    assert offers(client)[0]["title"] == ["A <b>&]]>\U0001f375"]


def test_batches_hold_everything_once_and_queries_do_not_grow(store, client, monkeypatch):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            offers(client)
        return len(queries)

    make_product(store, "Mug", image=True)
    one = count()
    for number in range(7):
        make_product(store, f"Bowl {number}", image=True, options=["Size"],
                     variants=[{"option1": "S"}, {"option1": "L"}])  # fmt: skip
    assert count() == one
    monkeypatch.setattr(merchant, "BATCH", 3)
    ids = [item["id"][0] for item in offers(client)]
    assert len(ids) == len(set(ids)) == 15


def test_a_store_offers_nothing_of_anothers(store, other_store, client):
    make_product(other_store, "Lamp")
    assert offers(client) == []


def test_who_reads_it_again_and_again_has_to_wait(store, client):
    answers = [client.get(FEED) for _ in range(31)]
    for response in answers[:-1]:
        assert response.status_code == 200
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
