"""Sitemaps and robots.txt: all that is live and can be found, and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.feeds import sitemap as sitemaps
from catalog.models import Collection, ProductTranslation
from stores.models import ContentPage, HomePage, Store
from stores.scope import store_scope
from tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def read(client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(b"".join(response.streaming_content))  # noqa: S314 - our own.


def locations(tree: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in tree.findall(".//s:loc", NAMES)]


def path_and_query(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def all_addresses(client) -> list[str]:
    """What a crawler finds that begins at the index."""
    files = locations(read(client, "/sitemap.xml"))
    return [loc for file in files for loc in locations(read(client, path_and_query(file)))]


def test_a_crawler_finds_pages_products_categories_and_collections(store, store_client):
    category = make_category(store, "Cups")
    make_product(store, "Mug", categories=[category])
    with store_scope(store):
        Collection.objects.create(name="Gifts", slug="gifts")

    found = all_addresses(store_client(store))

    for path in ("/", "/products/mug/", "/categories/cups/", "/collections/gifts/"):
        assert store.absolute_url(path) in found
    assert len(found) == len(set(found))


def test_every_address_in_it_is_a_page(store, store_client):
    make_product(store, "Mug", categories=[make_category(store, "Cups")])
    client = store_client(store)
    for address in all_addresses(client):
        assert client.get(path_and_query(address)).status_code == 200, address


def test_a_picture_stands_beside_its_product(store, store_client):
    make_product(store, "Mug", image=True)
    client = store_client(store)
    pictures = read(client, "/sitemap-products.xml").findall(".//image:loc", NAMES)
    assert len(pictures) == 1
    assert pictures[0].text.startswith(store.absolute_url("/media/"))
    assert client.get(urlsplit(pictures[0].text).path).status_code == 200


def test_a_page_behind_a_password_is_not_in_it(store, store_client):
    from wagtail.models import PageViewRestriction

    with store_scope(store):
        home = HomePage.objects.get()
        page = home.add_child(instance=ContentPage(title="Trade", slug="trade"))
        page.add_child(instance=ContentPage(title="Prices", slug="prices"))
        PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.PASSWORD, password="open"
        )
        hidden = home.add_child(instance=ContentPage(title="Soon", slug="soon", live=False))

    found = all_addresses(store_client(store))

    assert not [address for address in found if "trade" in address or hidden.slug in address]


def test_files_hold_so_many_and_together_everything(store, store_client, monkeypatch):
    monkeypatch.setattr(sitemaps, "ADDRESSES", 4)
    monkeypatch.setattr(sitemaps, "BATCH", 3)
    slugs = {f"mug-{n}" for n in range(10)}
    for slug in slugs:
        make_product(store, slug)
    client = store_client(store)

    files = [f for f in locations(read(client, "/sitemap.xml")) if "products" in f]
    held = [locations(read(client, path_and_query(file))) for file in files]

    assert [len(addresses) for addresses in held] == [4, 4, 2]
    found = {address.rsplit("/", 2)[1] for addresses in held for address in addresses}
    assert found == slugs


def test_a_thousand_products_cost_no_more_queries_than_one(store, store_client, monkeypatch):
    client = store_client(store)
    counts = []
    for number in (1, 20):
        for n in range(number):
            make_product(store, f"Mug {number} {n}", image=True)
        with CaptureQueriesContext(connection) as queries:
            read(client, "/sitemap.xml")
            read(client, "/sitemap-products.xml")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_in_several_languages_each_has_an_address_and_names_the_others(store, store_client):
    Store.objects.filter(pk=store.pk).update(languages=["de", "fr"])
    product = make_product(store, "Mug")
    with store_scope(store):
        ProductTranslation.objects.create(
            product=product, language="de", name="Becher", slug="becher"
        )

    tree = read(store_client(store), "/sitemap-products.xml")

    expected = {"en": "/products/mug/", "de": "/de/products/becher/", "fr": "/fr/products/mug/"}
    assert locations(tree) == [store.absolute_url(path) for path in expected.values()]
    for url in tree.findall("s:url", NAMES):
        links = url.findall("xhtml:link", NAMES)
        assert {link.get("hreflang"): link.get("href") for link in links} == {
            language: store.absolute_url(path) for language, path in expected.items()
        }


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap-orders.xml",
        "/sitemap-products.xml?from=%00",
        f"/sitemap-pages.xml?from={'a' * 300}",
    ],
)
def test_what_is_no_sitemap_is_not_found(store, store_client, path):
    assert store_client(store).get(path).status_code == 404


def test_a_key_that_nothing_has_begins_at_what_comes_next(store, store_client):
    make_product(store, "Mug")
    tree = read(store_client(store), "/sitemap-products.xml?from=aaa%27%3B--")
    assert locations(tree) == [store.absolute_url("/products/mug/")]


def test_a_store_lists_nothing_of_another_and_says_its_own_host(store, other_store, store_client):
    make_product(store, "Mug")
    make_product(other_store, "Lamp")

    found = all_addresses(store_client(store))

    own = store.absolute_url("/")
    assert all(address.startswith(own) for address in found)
    assert not [address for address in found if "lamp" in address]


def test_robots_are_told_where_the_sitemap_is_and_what_is_a_shoppers_own(store, store_client):
    Store.objects.filter(pk=store.pk).update(languages=["de"])
    text = store_client(store).get("/robots.txt").text
    assert f"Sitemap: {store.absolute_url('/sitemap.xml')}" in text
    lines = text.splitlines()
    for path in ("/cart/add/", "/checkout/", "/search/", "/wishlist/", "/de/checkout/", "/admin/"):
        assert f"Disallow: {path}" in lines
    assert "Disallow: /" not in lines


@pytest.mark.parametrize(
    ("status", "code", "forbids"),
    [("pending", 200, True), ("suspended", 200, True), ("closing", 200, False),
     ("disabled", 410, False)],
)  # fmt: skip
def test_a_store_that_is_not_open_keeps_robots_out_but_one_that_goes_says_so(
    store, store_client, status, code, forbids
):
    Store.objects.filter(pk=store.pk).update(status=status)
    response = store_client(store).get("/robots.txt")
    assert response.status_code == code
    assert ("Disallow: /" in response.text.splitlines()) is forbids
    assert store_client(store).get("/sitemap.xml").status_code in (410, 503)


def test_maintenance_changes_nothing_for_robots(store, store_client):
    before = store_client(store).get("/robots.txt").text
    Store.objects.filter(pk=store.pk).update(in_maintenance=True)
    response = store_client(store).get("/robots.txt")
    assert (response.status_code, response.text) == (200, before)
