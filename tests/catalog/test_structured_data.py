"""Structured data holds what Google requires of it
(https://developers.google.com/search/docs/appearance/structured-data)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from catalog.models import Brand, Product, Review, StockPolicy, Variant
from catalog.selectors import structured_data
from catalog.selectors.structured_data import gtin_of
from stores.models import ContentPage, HomePage, JournalPage, JournalPost, Store
from stores.scope import store_scope
from tests.catalog.heads import head_of
from tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=9)


@pytest.fixture
def client(store, store_client):
    return store_client(store)


def product_data(client, slug: str = "mug") -> dict:
    return head_of(client, f"/products/{slug}/").thing("Product")


def test_a_product_says_what_a_merchant_listing_requires(store, client):
    with store_scope(store):
        brand = Brand.objects.create(name="Kiln", slug="kiln")
    make_product(
        store, "Mug", brand=brand, image=True, short_description="For tea", price="12.90",
        variants=[{"sku": "MUG", "barcode": "4006381333931"}],
    )  # fmt: skip

    data = product_data(client)

    assert data["@context"] == "https://schema.org"
    assert data["name"] == "Mug"
    assert data["brand"] == {"@type": "Brand", "name": "Kiln"}
    assert (data["sku"], data["gtin"]) == ("MUG", "4006381333931")
    assert data["url"] == store.absolute_url("/products/mug/")
    assert all(image.startswith(store.absolute_url("/media/")) for image in data["image"])
    [offer] = data["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("12.90", store.currency)
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["url"] == store.absolute_url("/products/mug/")
    assert "aggregateRating" not in data
    assert "review" not in data


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"stock": 3}, "InStock"),
        ({"stock": 0}, "OutOfStock"),
        ({"stock": 0, "stock_policy": StockPolicy.UNTRACKED}, "InStock"),
        ({"stock": 0, "stock_policy": StockPolicy.BACKORDER, "backorder_until": SOON}, "BackOrder"),
    ],
)
def test_an_offer_says_whether_it_can_be_had(store, client, fields, state):
    make_product(store, "Mug", variants=[fields])
    [offer] = product_data(client)["offers"]
    assert offer["availability"] == f"https://schema.org/{state}"
    assert offer.get("availabilityStarts") == (SOON.isoformat() if state == "BackOrder" else None)


def test_each_variant_is_an_offer_with_its_own_address(store, client):
    product = make_product(
        store, "Mug", options=["Size"],
        variants=[{"option1": "S", "price": "9"}, {"option1": "L", "price": "12", "stock": 0}],
    )  # fmt: skip
    offers = product_data(client)["offers"]
    with store_scope(store):
        ids = list(product.variants.order_by("sort_order").values_list("public_id", flat=True))
    assert [offer["url"] for offer in offers] == [
        store.absolute_url(f"/products/mug/?variant={public_id}") for public_id in ids
    ]
    assert [(offer["name"], offer["price"]) for offer in offers] == [("S", "9.00"), ("L", "12.00")]


def test_of_many_variants_the_range_is_said(store, client, monkeypatch):
    monkeypatch.setattr(structured_data, "MAX_OFFERS", 1)
    make_product(
        store, "Mug", options=["Size"],
        variants=[{"option1": "S", "price": "9", "stock": 0}, {"option1": "L", "price": "12"}],
    )  # fmt: skip
    offers = product_data(client)["offers"]
    assert offers["@type"] == "AggregateOffer"
    assert (offers["lowPrice"], offers["highPrice"], offers["offerCount"]) == ("9.00", "12.00", 2)
    assert offers["availability"] == "https://schema.org/InStock"


def test_amounts_have_the_digits_of_their_currency(store, client):
    Store.objects.filter(pk=store.pk).update(currency="JPY")
    make_product(store, "Mug", price="1200")
    assert product_data(client)["offers"][0]["price"] == "1200"


def test_published_reviews_are_added_up_and_shown_and_no_other(store, client):
    product = make_product(store, "Mug")
    with store_scope(store):
        for rating, status in ((5, "published"), (4, "published"), (1, "waiting"), (1, "refused")):
            Review.objects.create(
                product=product, rating=rating, status=status, author="Ada", text="Good",
                email=f"{rating}{status}@example.org", published_at=timezone.now(),
            )  # fmt: skip
    data = product_data(client)
    assert data["aggregateRating"]["ratingValue"] == "4.5"
    assert data["aggregateRating"]["reviewCount"] == 2
    assert {review["reviewRating"]["ratingValue"] for review in data["review"]} == {5, 4}
    assert all(review["author"]["name"] == "Ada" for review in data["review"])
    assert "@example.org" not in json.dumps(data)


def test_breadcrumbs_go_from_the_home_page_to_the_product(store, client):
    above = make_category(store, "Kitchen")
    make_product(store, "Mug", categories=[make_category(store, "Cups", parent=above)])
    items = head_of(client, "/products/mug/").thing("BreadcrumbList")["itemListElement"]
    assert [item["name"] for item in items] == ["Home", "All products", "Kitchen", "Cups", "Mug"]
    assert [item["position"] for item in items] == [1, 2, 3, 4, 5]
    assert items[2]["item"] == store.absolute_url("/categories/kitchen/")


def test_the_home_page_names_the_store_and_its_search(store, client):
    head = head_of(client, "/")
    shop, site = head.thing("OnlineStore"), head.thing("WebSite")
    assert (shop["name"], shop["url"]) == ("Alpha", store.absolute_url("/"))
    action = site["potentialAction"]
    assert action["target"]["urlTemplate"] == store.absolute_url("/search/") + "?q={words}"
    assert action["query-input"] == "required name=words"
    assert site["publisher"]["@id"] == shop["@id"]


def test_a_post_of_the_journal_is_an_article(store, client):
    with store_scope(store):
        journal = HomePage.objects.get().add_child(
            instance=JournalPage(title="Journal", slug="journal")
        )
        journal.add_child(
            instance=JournalPost(
                title="How we fire", slug="fire", date=date(2026, 3, 1), author="Ada",
                introduction="At 1,260 degrees.",
            )
        )  # fmt: skip
    head = head_of(client, "/journal/fire/")
    article = head.thing("Article")
    assert article["headline"] == "How we fire"
    assert article["datePublished"].startswith("2026-03-01T00:00:00")
    assert article["author"] == {"@type": "Person", "name": "Ada"}
    assert article["publisher"]["name"] == "Alpha"
    assert head.meta["og:type"] == "article"
    assert head.canonical == store.absolute_url("/journal/fire/")
    trail = head.thing("BreadcrumbList")["itemListElement"]
    assert [step["name"] for step in trail] == ["Home", "Journal", "How we fire"]


def test_questions_and_answers_are_said_and_folded_texts_are_not(store, client):
    def folded(question: str, is_faq: bool) -> dict:
        entry = {"question": question, "answer": "<p>Two <b>days</b>.</p>"}
        entries = [{"type": "item", "value": entry}]
        return {
            "type": "accordion",
            "value": {"heading": "", "entries": entries, "is_faq": is_faq},
        }

    with store_scope(store):
        page = ContentPage(title="Help", slug="help-us")
        page.body = json.dumps([folded("How long?", True), folded("Care", False)])
        HomePage.objects.get().add_child(instance=page)
    asked = head_of(client, "/help-us/").thing("FAQPage")["mainEntity"]
    assert [(each["name"], each["acceptedAnswer"]["text"]) for each in asked] == [
        ("How long?", "Two days.")
    ]


def test_no_text_ends_the_script_or_begins_another(store, client):
    evil = "</script><script>alert(1)</script><!-- &amp; \u2028"
    make_product(store, "Mug", slug="mug", short_description=evil)
    html = client.get("/products/mug/").content.decode()
    assert "<script>alert" not in html
    assert product_data(client)["description"] == evil


@pytest.mark.parametrize(
    ("barcode", "gtin"),
    [
        ("4006381333931", "4006381333931"),
        ("4006381333932", ""),
        ("036000291452", "036000291452"),
        ("96385074", "96385074"),
        ("4006 3813-33931", "4006381333931"),
        ("", ""),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", ""),
        ("ABC", ""),
    ],
)
def test_a_barcode_is_a_gtin_if_its_check_digit_says_so(barcode, gtin):
    assert gtin_of(barcode) == gtin


def test_a_store_says_nothing_of_anothers_products(store, other_store, client):
    make_product(other_store, "Lamp")
    assert client.get("/products/lamp/").status_code == 404
    with store_scope(store):
        assert not Product.objects.exists()
        assert not Variant.objects.exists()
