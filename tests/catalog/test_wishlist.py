"""What somebody wants to remember, kept by a token in their browser."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Product, ProductTranslation, Wishlist, WishlistItem
from catalog.selectors import wishlist as selector
from catalog.services.wishlist import LIFETIME, prune_wishlists
from catalog.views.wishlist import NEW_LISTS
from stores.models import Store
from stores.scope import store_scope
from tests.factories import make_product
from tests.stores.test_languages import speak

pytestmark = pytest.mark.django_db

CHANGE = "/wishlist/items/"


@pytest.fixture
def mug(store: Store) -> Product:
    return make_product(store, "Mug")


@pytest.fixture
def client(store: Store, mug: Product, store_client) -> Client:
    return store_client(store)


def add(client: Client, product: Product, **headers: str):
    return client.post(CHANGE, {"add": str(product.public_id)}, **headers)


def names(client: Client, path: str = "/wishlist/") -> list[str]:
    html = client.get(path).content.decode()
    return re.findall(r'product-card__name"><a [^>]*>([^<]+)<', html)


def test_a_heart_puts_a_product_on_the_list_and_takes_it_off(store, mug, client):
    bowl = make_product(store, "Bowl")
    response = add(client, mug)
    add(client, bowl)
    add(client, bowl)

    assert response["Location"] == "/wishlist/"
    assert names(client) == ["Bowl", "Mug"]
    html = client.get("/products/mug/").content.decode()
    assert f'name="remove" value="{mug.public_id}"' in html
    assert re.search(r"data-wish-count[^>]*>2<", html)
    client.post(CHANGE, {"remove": str(bowl.public_id)})
    assert names(client) == ["Mug"]


def test_it_leads_back_to_where_the_heart_was_and_nowhere_else(client, mug):
    back = add(client, mug, HTTP_REFERER="http://alpha.localhost/products/?page=1")
    away = add(client, mug, HTTP_REFERER="http://evil.example/")
    assert back["Location"] == "http://alpha.localhost/products/?page=1"
    assert away["Location"] == "/wishlist/"


def test_without_a_page_it_answers_in_json(client, mug):
    response = add(client, mug, HTTP_ACCEPT="application/json")
    assert response.json() == {"said": "Mug is on your wishlist."}
    wrong = client.post(CHANGE, {"add": "x"}, HTTP_ACCEPT="application/json")
    assert (wrong.status_code, wrong.json()["said"][:12]) == (422, "This product")


@pytest.mark.parametrize("wished", ["", "x", "\0", "9" * 500, str(UUID(int=7))])
def test_what_is_no_product_makes_no_list(store, client, wished):
    assert client.post(CHANGE, {"add": wished}).status_code == 302
    client.post(CHANGE, {"remove": wished})
    client.post(CHANGE)
    with store_scope(store):
        assert not Wishlist.objects.exists()


def test_a_wish_is_confirmed_in_the_language_that_is_read(store, client, mug):
    speak(store, "de")
    with store_scope(store):
        ProductTranslation.objects.create(product=mug, language="de", name="Becher")
    sent = {"add": str(mug.public_id)}
    answer = client.post("/de/wishlist/items/", sent, HTTP_ACCEPT="application/json")
    assert answer.json()["said"].startswith("Becher")


def test_a_draft_and_another_stores_product_cannot_be_wished(store, other_store, client):
    add(client, make_product(store, "Draft", live=False))
    add(client, make_product(other_store, "Theirs"))
    assert names(client) == []


def test_what_is_not_for_sale_any_more_is_left_out(store, client, mug):
    add(client, mug)
    with store_scope(store):
        Product.objects.update(live=False)
    assert names(client) == []
    assert re.search(r"data-wish-count hidden>0<", client.get("/").content.decode())


def test_a_list_is_shared_for_reading_by_a_link_of_its_own(store, other_store, store_client, mug):
    mine, friend = store_client(store), store_client(store)
    add(mine, mug)
    token = mine.cookies["wishlist"].value
    assert "Make a link" in mine.get("/wishlist/").content.decode()
    mine.post("/wishlist/share/")
    link = re.search(
        r'href="http://[^/"]+(/wishlist/[^"]+/)"', mine.get("/wishlist/").content.decode()
    )
    assert link
    assert token not in link[1]

    assert names(friend, link[1]) == ["Mug"]
    assert 'name="remove"' not in friend.get(link[1]).content.decode()
    assert friend.get(f"/wishlist/{token}/").status_code == 404
    assert store_client(other_store).get(link[1]).status_code == 404
    friend.cookies["wishlist"] = link[1].split("/")[2]
    friend.post(CHANGE, {"remove": str(mug.public_id)})
    assert names(mine) == ["Mug"]
    mine.post("/wishlist/share/", {"stop": "1"})
    assert friend.get(link[1]).status_code == 404


def test_a_cookie_of_another_store_names_no_list(store, other_store, client, store_client, mug):
    theirs = store_client(other_store)
    add(theirs, make_product(other_store, "Theirs"))
    client.cookies["wishlist"] = theirs.cookies["wishlist"].value
    assert names(client) == []
    add(client, mug)
    assert names(client) == ["Mug"]
    assert names(theirs) == ["Theirs"]


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "../..", "a b"])
def test_no_such_shared_list(client, token):
    assert client.get(f"/wishlist/{token}/").status_code == 404


def test_a_full_list_says_so(client, mug, store, monkeypatch):
    monkeypatch.setattr("catalog.services.wishlist.LONGEST", 1)
    add(client, mug)
    add(client, make_product(store, "Bowl"))
    assert "full: it holds 1" in client.get("/wishlist/").content.decode()
    assert names(client) == ["Mug"]


def test_nobody_fills_the_table(store, mug, store_client):
    for _n in range(NEW_LISTS.times + 2):
        add(store_client(store), mug)
    with store_scope(store):
        assert Wishlist.objects.count() == NEW_LISTS.times


def test_lists_that_nobody_changed_for_long_are_dropped(store, mug, client, store_client):
    add(client, mug)
    fresh = store_client(store)
    add(fresh, mug)
    with store_scope(store):
        Wishlist.objects.filter(token=client.cookies["wishlist"].value).update(
            updated_at=timezone.now() - LIFETIME - timedelta(hours=1)
        )
    assert prune_wishlists() == 1
    assert (names(client), names(fresh)) == ([], ["Mug"])
    with store_scope(store):
        assert WishlistItem.objects.count() == 1


def test_a_list_costs_the_same_few_queries_however_long(
    store, client, mug, django_assert_max_num_queries
):
    for number in range(12):
        add(client, make_product(store, f"Bowl {number}"))
    client.get("/wishlist/")
    with django_assert_max_num_queries(8):
        client.get("/wishlist/")


def test_without_a_list_no_query_looks_for_one(monkeypatch, client):
    monkeypatch.setattr(selector, "WishlistItem", None)
    assert client.get("/").status_code == 200


# What was looked at last.


def seen(client: Client, query: str = "") -> list[str]:
    return names(client, f"/recently-viewed/{query}")


def test_what_was_looked_at_last_comes_first_and_once(store, mug, client):
    make_product(store, "Bowl")
    for path in ("mug", "bowl", "mug", "nothing"):
        client.get(f"/products/{path}/")
    assert seen(client) == ["Mug", "Bowl"]
    assert seen(client, f"?without={mug.public_id}") == ["Bowl"]
    client.post("/recently-viewed/")
    assert seen(client) == []


def test_the_cookie_holds_public_ids_and_not_too_many(store, client):
    for number in range(14):
        make_product(store, f"Bowl {number}")
        client.get(f"/products/bowl-{number}/")
    cookie = client.cookies["recent"]
    assert len(cookie.value.split(".")) == 12
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert seen(client)[0] == "Bowl 13"


@pytest.mark.parametrize("value", ["x", "a" * 9000, "..", "\u00e9", "0" * 32, "1.2.3"])
def test_a_spoilt_cookie_shows_nothing(client, value):
    client.cookies["recent"] = value
    assert seen(client) == []
    assert client.get("/recently-viewed/?without=" + value).content.strip() == b""


def test_another_stores_products_are_not_shown(store, other_store, client):
    theirs = make_product(other_store, "Theirs")
    client.cookies["recent"] = theirs.public_id.hex
    assert seen(client) == []
