from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import search_terms
from catalog.admin.search_report import make_report
from catalog.models import Collection, ProductIndex, SearchSynonym, SearchTerm
from catalog.selectors.search import keys_of
from catalog.words import distance, fold
from stores.buffers import flush_all
from stores.models import ContentPage, HomePage
from stores.scope import store_scope
from tests.catalog.test_listing import names
from tests.factories import make_category, make_product

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
    asked = [q["sql"] for q in queries if "catalog_productindex AS i" in q["sql"]]
    assert asked
    for sql in asked:
        tables = len(re.findall(r"(?:FROM|JOIN) catalog_(?:productindex|indexbits)", sql))
        assert tables == sql.count(f"store_id = {store.pk}")


@pytest.mark.parametrize(("typed", "meant"), [
    ("candel", "candle"), ("stonware mug", "stoneware mug"), ("beesvax", "beeswax"),
    ("hodler", "holder"), ("xandle", "candle"),
])  # fmt: skip
def test_a_slip_of_the_finger_finds_what_was_meant_and_says_so(client, typed, meant):
    response = client.get("/search/", {"q": typed})
    html = response.content.decode()
    assert f"Did you mean “{meant}”?" in html
    assert names(response)


def test_words_far_from_all_are_not_guessed(client):
    assert "Did you mean" not in client.get("/search/?q=quagmire").content.decode()


@pytest.mark.parametrize("typed", ["creme brulee", "Crème Brûlée", "CREME", "crèmes"])
def test_accents_make_no_difference(store, client, typed):
    make_product(store, "Crème brûlée torch", slug="torch")
    assert names(client.get("/search/", {"q": typed})) == ["Crème brûlée torch"]


def test_whoever_searches_for_a_synonym_finds_both(store, other_store, client):
    with store_scope(store):
        SearchSynonym.objects.create(language="en", words="Pillar, candle, night light")
        SearchSynonym.objects.create(language="de", words="becher, mug")
    found = set(names(client.get("/search/?q=pillars")))
    assert found == set(names(client.get("/search/?q=pillar")))  # Also its plural.
    assert found == {"Beeswax candle", "Candle holder"}
    make_product(store, "Night light")
    assert "Night light" in names(client.get("/search/?q=candle"))
    assert names(client.get("/search/?q=becher")) == []


def test_words_that_were_found_are_marked_and_all_else_is_escaped(store, client):
    make_product(store, "<b>Mugs</b> & more", slug="more")
    html = client.get("/search/?q=mug").content.decode()
    assert "Stoneware <mark>mug</mark>" in html
    assert "&lt;b&gt;<mark>Mugs</mark>&lt;/b&gt; &amp; more" in html


def test_filters_narrow_a_search_and_keep_its_words(store, client):
    make_product(store, "Candle snuffer", attributes={"scent": "None"}, price="99.00")
    response = client.get("/search/?q=candle&scent=honey")
    assert names(response) == ["Beeswax candle"]
    html = response.content.decode()
    assert '<input type="hidden" name="q" value="candle">' in html
    assert 'href="?q=candle"' in html


def test_best_sellers_come_first_among_equals(store, client):
    make_product(store, "Old mug", slug="old")
    make_product(store, "Hot mug", slug="hot")
    with store_scope(store):
        ProductIndex.objects.filter(name="Old mug").update(popularity=9)
    assert names(client.get("/search/?q=mug"))[0] == "Old mug"
    assert names(client.get("/products/?sort=popular"))[0] == "Old mug"


def test_nothing_found_shows_what_is_new(client):
    assert "New in the store" in client.get("/search/?q=xyzzy").content.decode()


def test_suggestions_are_products_with_pictures_categories_collections_and_pages(store, client):
    make_category(store, "Candles")
    with store_scope(store):
        Collection.objects.create(name="Candle light", slug="light")
        page = ContentPage(title="About our candles", slug="about-candles")
        HomePage.objects.get(store=store).add_child(instance=page)
    html = client.get("/search/suggest/?q=cand").content.decode()
    found = re.findall(r'role="option" data-url="([^"]+)"', html)
    assert found == [
        "/products/candle-holder/", "/products/beeswax-candle/", "/categories/candles/",
        "/collections/light/", "/about-candles/", "/search/?q=cand",
    ]  # fmt: skip
    assert "<mark>Candle</mark>" in html
    assert "€12.90" in html


def test_suggestions_mend_slips_too(client):
    html = client.get("/search/suggest/?q=candel").content.decode()
    assert "Did you mean “candle”?" in html
    assert "/products/beeswax-candle/" in html


@pytest.mark.parametrize("query", ["", "c", " ", "%00", "%FF", "xyzzy"])
def test_too_little_and_nothing_suggest_nothing(client, query):
    response = client.get(f"/search/suggest/?q={query}")
    assert response.status_code == 200
    assert "option" not in response.content.decode()


def test_drafts_other_stores_and_private_things_are_not_suggested(store, other_store, client):
    make_product(other_store, "Foreign mug")
    make_category(other_store, "Mugs")
    make_product(store, "Draft mug", live=False)
    with store_scope(store):
        Collection.objects.create(name="Mug drafts", slug="drafts", live=False)
        page = ContentPage(title="Mug secrets", slug="secrets", live=False)
        HomePage.objects.get(store=store).add_child(instance=page)
    html = client.get("/search/suggest/?q=mug").content.decode()
    assert re.findall(r'data-url="([^"]+)"', html) == ["/products/stoneware-mug/", "/search/?q=mug"]


def test_searches_are_counted_without_a_query_and_reported(store, other_store, client):
    flush_all()  # What other tests searched for.
    SearchTerm.objects.all().delete()
    for path in ("?q=Mug", "?q=mug", "?q=xyzzy", "?q=mug&page=1", "?q="):
        client.get(f"/search/{path}")
    assert not SearchTerm.objects.exists()
    flush_all()
    rows = SearchTerm.objects.order_by("term").values_list("store", "term", "searches", "found")
    assert list(rows) == [(store.pk, "mug", 2, 1), (store.pk, "xyzzy", 1, 0)]
    with store_scope(store):
        report = make_report(store, 30)
    assert (report.searches, report.different, report.missed_share) == (3, 2, 33)
    assert [one.term for one in report.top] == ["mug", "xyzzy"]
    assert [one.term for one in report.without_result] == ["xyzzy"]
    with store_scope(other_store):
        assert make_report(other_store, 30).searches == 0


def test_of_a_day_so_many_terms_are_kept_and_so_long(store, client, monkeypatch):
    flush_all()
    SearchTerm.objects.all().delete()
    monkeypatch.setattr(search_terms, "MOST_A_DAY", 2)
    for words in (["one", "two"], ["three", "two"]):
        for word in words:
            client.get(f"/search/?q={word}")
        flush_all()
    kept = SearchTerm.objects.order_by("term").values_list("term", "searches")
    assert list(kept) == [("one", 1), ("two", 2)]
    SearchTerm.objects.filter(term="one").update(day=date(2020, 1, 1))
    search_terms.prune_terms()
    assert [term for term, _times in kept.all()] == ["two"]


@pytest.mark.parametrize(("typed", "text", "close"), [
    ("candel", "candle", 1), ("abc", "abc", 0), ("", "abc", 3), ("kitten", "sitting", 3),
    ("mgu", "mug", 1),
])  # fmt: skip
def test_distance_counts_slips(typed, text, close):
    assert distance(typed, text) == distance(text, typed) == close


def test_a_letter_that_folds_into_many_does_not_make_millions_of_keys():
    assert len(fold("ﷺ" * 40)) > 600
    assert keys_of(fold("ﷺ" * 40)) == {fold("ﷺ" * 40)}
    assert len(keys_of("a" * 12 + "bcdefghijklm")) < 700
