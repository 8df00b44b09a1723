"""Titles, descriptions, canonical addresses and previews of links, for every kind of page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from catalog.models import Collection
from stores.models import Branding, ContentPage, HomePage, Store
from stores.scope import store_scope
from stores.seo.meta import MAX_DESCRIPTION, plain, shorten
from tests.catalog.heads import head_of
from tests.factories import make_category, make_image, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(store: Store) -> Store:
    category = make_category(store, "Cups", description="All that holds tea.")
    make_product(store, "Mug", categories=[category], image=True, short_description="For tea")
    with store_scope(store):
        Collection.objects.create(name="Gifts", slug="gifts")
        HomePage.objects.get().add_child(
            instance=ContentPage(title="Us", slug="us", introduction="Who we are.")
        )
    return store


@pytest.fixture
def client(shop, store_client):
    return store_client(shop)


@pytest.mark.parametrize(
    ("path", "title", "description"),
    [
        ("/", "Alpha", ""),
        ("/products/", "All products – Alpha", "Everything Alpha has"),
        ("/categories/cups/", "Cups – Alpha", "All that holds tea."),
        ("/collections/gifts/", "Gifts – Alpha", "Gifts at Alpha"),
        ("/products/mug/", "Mug – Alpha", "For tea"),
        ("/us/", "Us – Alpha", "Who we are."),
    ],
)
def test_each_kind_of_page_has_a_title_a_description_and_one_address(
    client, shop, path, title, description
):
    head = head_of(client, f"{path}?utm_source=mail&sort=name&variant=x&fbclid=1")
    assert head.title.startswith(title)
    assert head.meta.get("description", "").startswith(description)
    assert head.canonical == shop.absolute_url(path)
    assert "robots" not in head.meta
    assert head.meta["og:url"] == head.canonical
    assert head.meta["og:title"] == head.title


@pytest.mark.parametrize("path", ["/search/?q=mug", "/wishlist/", "/recently-viewed/"])
def test_what_is_a_shoppers_own_or_without_end_is_not_indexed(client, path):
    head = head_of(client, path)
    assert "noindex" in head.meta["robots"]
    assert not head.canonical
    assert not head.things


def test_the_cart_is_described_as_search_engines_find_it_empty(shop, client):
    assert client.get("/cart/")["X-Robots-Tag"] == "all"
    head = head_of(client, "/cart/")
    assert head.title == f"Cart – {shop.name}"
    assert head.canonical == shop.absolute_url("/cart/")
    assert "robots" not in head.meta
    assert shop.name in head.meta["description"]


@pytest.mark.parametrize("path", ["/products/", "/categories/cups/", "/collections/gifts/"])
def test_a_list_that_is_narrowed_is_not_indexed_and_its_links_are_followed(client, path):
    head = head_of(client, f"{path}?available=1")
    assert head.meta["robots"] == "noindex, follow"
    assert not head.canonical


def test_a_page_that_was_not_found_is_not_indexed(client):
    head = head_of(client, "/nothing/", status=404)
    assert head.meta["robots"] == "noindex"
    assert not head.canonical


@pytest.mark.parametrize("kind", ["product", "category", "collection", "page"])
def test_what_the_store_wrote_for_search_engines_wins(shop, client, kind):
    from catalog.models import Category, Product

    model, path = {
        "product": (Product, "/products/mug/"),
        "category": (Category, "/categories/cups/"),
        "collection": (Collection, "/collections/gifts/"),
        "page": (ContentPage, "/us/"),
    }[kind]
    with store_scope(shop):
        model.objects.filter(slug=path.strip("/").split("/")[-1]).update(
            seo_title="Better <words>", search_description='So "good" & short'
        )
    head = head_of(client, path)
    assert head.title == "Better <words> – Alpha"
    assert head.meta["description"] == 'So "good" & short'
    assert head.meta["og:description"] == 'So "good" & short'


def test_the_host_is_the_stores_whatever_the_request_says(client, shop):
    response = client.get("/products/mug/", HTTP_X_FORWARDED_HOST="evil.example")
    html = response.content.decode()
    assert "evil.example" not in html
    assert f'<link rel="canonical" href="{shop.absolute_url("/products/mug/")}">' in html


def test_the_second_page_of_a_list_is_a_page_of_its_own(shop, client):
    for number in range(30):
        make_product(shop, f"Bowl {number}")
    head = head_of(client, "/products/?page=2")
    assert head.canonical == shop.absolute_url("/products/?page=2")
    assert head.title == "All products (2) – Alpha"


def test_a_shared_product_has_a_picture_of_its_size_and_its_price(shop, client):
    with store_scope(shop):
        from catalog.models import Product, ProductImage

        product = Product.objects.get(slug="mug")
        ProductImage.objects.filter(product=product).update(
            image=make_image(shop, "Large", size=(1600, 900)), alt="A blue mug"
        )
    head = head_of(client, "/products/mug/")
    assert (head.meta["og:image:width"], head.meta["og:image:height"]) == ("1200", "630")
    assert head.meta["og:image:alt"] == "A blue mug"
    assert head.meta["og:type"] == "product"
    assert head.meta["product:price:amount"] == "12.90"
    assert head.meta["product:price:currency"] == shop.currency
    assert head.meta["twitter:card"] == "summary_large_image"
    assert head.meta["og:image"].startswith(shop.absolute_url("/media/"))
    picture = client.get(urlsplit(head.meta["og:image"]).path)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert picture["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_without_a_picture_the_logo_stands_in(shop, client):
    with store_scope(shop):
        branding = Branding.objects.get()
        branding.logo = make_image(shop, "Logo", size=(200, 80))
        branding.save()
    head = head_of(client, "/collections/gifts/")
    assert head.meta["og:image"].startswith(shop.absolute_url("/media/"))
    assert head.meta["og:image:alt"] == "Alpha"
    assert head.meta["twitter:card"] == "summary"


def test_a_lost_picture_is_no_reason_to_show_no_page(shop, client):
    from catalog.models import ProductImage

    with store_scope(shop):
        image = ProductImage.objects.get().image
        image.renditions.all().delete()
        image.file.storage.delete(image.file.name)
    assert "og:image" not in head_of(client, "/products/mug/").meta


def test_a_preview_is_not_indexed(shop, client):
    html = client.get("/products/mug/").content.decode()
    assert not re.search("noindex", html)


def test_a_description_is_cut_between_words():
    cut = shorten("word " * 60)
    assert len(cut) <= MAX_DESCRIPTION
    assert cut.endswith("word…")
    assert len(shorten("x" * 400)) <= MAX_DESCRIPTION
    assert plain("<h3>Mug</h3><p>For&nbsp;tea &amp; milk</p>") == "Mug For tea & milk"
