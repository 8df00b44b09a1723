from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.catalog.test_listing import names
from tests.factories import make_product

pytestmark = pytest.mark.django_db

GARBAGE = [
    "\"'&|!:*()\x00", "'", '"', "\\", ":*", "a:*", "!!", "& | !", "(((", "<->", "-", "--", "or",
    "or or", '"unclosed', "' OR 1=1 --", "%", "_", "\x00", "\ud7ff", "🦆", "a" * 5000, "a " * 500,
    "<b>", "$$", "mug'", "mug & ", "mug:", "mug!", "mug(", "\u202emug", "ﬁ", "İ", "؟", "-mug or",
    "\t\r\n",
]  # fmt: skip


@pytest.fixture
def client(store, store_client):
    make_product(store, "Stoneware mug", short_description="Holds a lot of tea.")
    make_product(
        store, "Beeswax candle", variants=[{"sku": "CAN-040-A"}],
        attributes={"scent": ["Honey", "Pine"]},
    )  # fmt: skip
    make_product(store, "Candle holder", description="<p>Cast <b>iron</b> from a foundry.</p>")
    return store_client(store)


@pytest.mark.parametrize(("query", "found"), [
    ("candle", {"Beeswax candle", "Candle holder"}),
    ("CANDLES", {"Beeswax candle", "Candle holder"}),
    ("cand", {"Beeswax candle", "Candle holder"}),
    ("beeswax cand", {"Beeswax candle"}),
    ("candle iron", {"Candle holder"}),
    ("stone tea", set()),  # Only the last word may be a beginning.
    ("tea stone", {"Stoneware mug"}),
    ("honey", {"Beeswax candle"}),
    ("CAN-040-A", {"Beeswax candle"}),
    ("candle -holder", {"Beeswax candle"}),
    ('"candle holder"', {"Candle holder"}),
    ("mug or iron", {"Stoneware mug", "Candle holder"}),
    ("mug beeswax", set()),
    ("xyzzy", set()),
])  # fmt: skip
def test_words_find_products(client, query, found):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert set(names(response)) == found


def test_a_match_in_the_name_comes_before_one_in_the_text(store, client):
    make_product(store, "Saucer", description="<p>Goes with the mug, the best mug.</p>")
    assert names(client.get("/search/?q=mug")) == ["Stoneware mug", "Saucer"]
    assert names(client.get("/search/?q=mug&sort=name")) == ["Saucer", "Stoneware mug"]


@pytest.mark.parametrize("query", GARBAGE)
@pytest.mark.parametrize("sort", ["", "name"])
def test_no_garbage_ends_in_an_error(client, query, sort):
    assert client.get("/search/", {"q": query, "sort": sort}).status_code == 200


@pytest.mark.parametrize("raw", ["q=%FF%FE", "q", "", "q=%00", "q[]=a", "q=a&q=mug&page=1"])
def test_no_garbage_in_the_address_ends_in_an_error(client, raw):
    assert client.get(f"/search/?{raw}").status_code == 200


def test_nothing_found_says_so_and_helps_on(client):
    html = client.get("/search/", {"q": "<b>xyzzy"}).content.decode()
    assert "Nothing was found for “&lt;b&gt;xyzzy”" in html
    assert 'class="pill" href="/products/"' in html
    assert 'value="&lt;b&gt;xyzzy"' in html  # What was typed is kept.


def test_no_words_find_nothing_and_ask_for_some(client):
    response = client.get("/search/?q=")
    assert names(response) == []
    assert "What are you looking for?" in response.content.decode()


def test_other_stores_and_drafts_are_not_found(store, other_store, client):
    make_product(other_store, "Foreign mug")
    make_product(store, "Draft mug", live=False)
    assert names(client.get("/search/?q=mug")) == ["Stoneware mug"]


def test_the_search_asks_the_read_model_for_its_own_store_only(store, client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/search/?q=mug")
    asked = [q["sql"] for q in queries if 'FROM "catalog_productindex"' in q["sql"]]
    assert asked
    for sql in asked:
        assert f'"store_id" = {store.pk}' in sql or '"store_id" = (' in sql
