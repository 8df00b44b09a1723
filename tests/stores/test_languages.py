"""The address alone says in which language a shop is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from stores.languages import (
    further_language,
    home_path,
    own_name,
    shop_in,
    split_language,
    storefront_language,
)
from stores.middleware import LanguageMiddleware
from stores.models import Store
from stores.scope import store_scope
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def speak(store: Store, *further: str, own: str = "en") -> Store:
    store.language, store.languages = own, list(further)
    store.save(update_fields=["language", "languages"])
    return store


def test_a_shop_is_read_in_the_language_of_the_address(store, store_client):
    speak(store, "de", "ar")
    client = store_client(store)

    plain, german, arabic = (client.get(f"{way}/cart/") for way in ("", "/de", "/ar"))

    for response, tag in ((plain, b'lang="en" dir="ltr"'), (german, b'lang="de" dir="ltr"')):
        assert tag in response.content
    assert b'lang="ar" dir="rtl"' in arabic.content
    assert [r.headers["Content-Language"] for r in (plain, german, arabic)] == ["en", "de", "ar"]
    assert "Accept-Language" not in german.headers.get("Vary", "")


def test_what_a_browser_prefers_changes_nothing(store, store_client):
    speak(store, "de")
    response = store_client(store).get("/cart/", headers={"accept-language": "de"})
    assert response.headers["Content-Language"] == "en"
    assert response.status_code == 200


def test_links_of_a_page_stay_in_its_language_and_never_lead_to_an_admin_in_it(store, store_client):
    speak(store, "de")
    product = make_product(store, "Mug")

    page = store_client(store).get("/de/products/").content.decode()

    assert f'href="/de/products/{product.slug}/"' in page
    assert 'href="/de/cart/"' in page
    assert 'action="/de/search/"' in page
    assert 'href="/de/"' in page
    assert "/de/theme/" not in page


def test_addresses_of_one_shop_are_not_those_of_another(store, other_store):
    """Django keeps the addresses of a language once for all requests; here that language is one
    shop's own and another's further one."""
    speak(store, "de")
    speak(other_store, "en", own="de")
    for _repeat in range(2):
        with store_scope(store), shop_in(store, "de"):
            assert reverse("catalog:products") == "/de/products/"
        with store_scope(other_store), shop_in(other_store, "de"):
            assert reverse("catalog:products") == "/products/"
        with store_scope(other_store), shop_in(other_store, "en"):
            assert reverse("catalog:products") == "/en/products/"
            assert reverse("wagtailadmin_home") == "/admin/"
    assert reverse("catalog:products") == "/products/"


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/fr/products/", "/products/"),
        ("/en/products/?sort=price", "/products/?sort=price"),
        ("/en/", "/"),
        ("/en", "/"),
        ("/en//evil.example/", "/evil.example/"),
        ("/en/%5Cevil.example/", "/%5Cevil.example/"),
        ("/en/de/products/", "/de/products/"),
    ],
)
def test_a_language_that_a_shop_does_not_have_leads_to_its_own(store, store_client, asked, led_to):
    speak(store, "de")
    response = store_client(store).get(asked)
    assert (response.status_code, response.headers["Location"]) == (301, led_to)
    assert response.headers["Cache-Control"] == "no-cache"


def test_what_was_sent_to_a_language_taken_back_is_sent_again(store, store_client):
    response = store_client(store).post("/de/cart/add/", {"quantity": "1"})
    assert (response.status_code, response.headers["Location"]) == (308, "/cart/add/")


@pytest.mark.parametrize("path", ["/xx/products/", "/de-DE/products/", "/de/de/products/"])
def test_no_language_is_no_page(store, store_client, path):
    speak(store, "de")
    assert store_client(store).get(path).status_code == 404


@pytest.mark.parametrize("path", ["admin/", "media/x.png", "theme/1.css", "documents/1/x.pdf"])
def test_nothing_but_the_shop_has_a_language(store, store_client, path):
    speak(store, "de")
    assert store_client(store).get(f"/de/{path}").status_code == 404


def test_a_shop_without_further_languages_knows_no_prefix_of_its_neighbour(
    store, other_store, store_client
):
    speak(store, "de")
    theirs = make_product(store, "Mug")
    assert store_client(other_store).get(f"/de/products/{theirs.slug}/").status_code == 301
    assert store_client(other_store).get(f"/products/{theirs.slug}/").status_code == 404


def test_one_language_inside_another_has_its_own_addresses(store):
    speak(store, "de", "fr")
    with store_scope(store), shop_in(store, "de"):
        for language, address in (("en", "/cart/"), ("fr", "/fr/cart/"), ("de", "/de/cart/")):
            with shop_in(store, language):
                assert reverse("commerce:cart") == address
        assert reverse("commerce:cart") == "/de/cart/"


def test_the_language_is_its_stores_alone(store, other_store):
    speak(store, "de")
    with store_scope(store), shop_in(store, "de"):
        assert (storefront_language(), further_language(), home_path()) == ("de", "de", "/de/")
        with store_scope(other_store):
            assert (storefront_language(), further_language(), home_path()) == ("en", None, "/")
    with store_scope(store):
        assert (storefront_language(), further_language()) == ("en", None)


def test_an_address_in_a_language_taken_back_is_a_plain_one(store):
    with store_scope(store), shop_in(store, "de"):
        assert reverse("catalog:products") == "/products/"


@pytest.mark.parametrize(
    ("path", "language", "plain"),
    [
        ("/", None, "/"),
        ("/de/", "de", "/"),
        ("/de", "de", "/"),
        ("/de/x/y/", "de", "/x/y/"),
        ("/design/", None, "/design/"),
        ("//de/", None, "//de/"),
    ],
)
def test_an_address_is_parted(path, language, plain):
    parts = split_language(path)
    assert (parts.language, parts.plain) == (language, plain)


def test_languages_name_themselves():
    names = [own_name(code) for code in ("en", "de", "fr", "es", "ar")]
    assert names == ["English", "Deutsch", "Français", "Español", "العربية"]


def test_what_is_streamed_is_written_in_the_language_of_its_address(store):
    speak(store, "de")

    def words() -> Iterator[str]:
        yield storefront_language()
        yield translation.get_language()
        yield reverse("commerce:cart")
        yield timezone.get_current_timezone_name()

    request = RequestFactory().get("/de/feed/")
    request.store = store
    answer = LanguageMiddleware(lambda _request: StreamingHttpResponse(words()))(request)
    with store_scope(store):
        written = [chunk.decode() for chunk in answer.streaming_content]
    assert written == ["de", "de", "/de/cart/", store.time_zone]
    assert (translation.get_language(), reverse("commerce:cart")) == ("en", "/cart/")
