"""What has moved to another slug is found at its old address."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from catalog.models import Category, Collection, Product, ProductTranslation
from stores.models import ContentPage, HomePage, Store
from stores.scope import store_scope
from tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db


def rename(store, thing, slug: str) -> None:
    with store_scope(store):
        thing = type(thing).objects.get(pk=thing.pk)
        thing.slug = slug
        thing.save()


def make_collection(store, slug: str = "gifts") -> Collection:
    with store_scope(store):
        return Collection.objects.create(name=slug.title(), slug=slug)


@pytest.mark.parametrize(
    ("make", "old", "new"),
    [
        (lambda store: make_product(store, "Mug"), "/products/mug/", "/products/cup/"),
        (lambda store: make_category(store, "Mug"), "/categories/mug/", "/categories/cup/"),
        (lambda store: make_collection(store, "mug"), "/collections/mug/", "/collections/cup/"),
    ],
)
def test_an_old_address_leads_to_the_new_one_for_good(
    store, other_store, store_client, make, old, new
):
    rename(store, make(store), "cup")

    response = store_client(store).get(old)

    assert (response.status_code, response.url) == (301, new)
    assert store_client(store).get(new).status_code == 200
    assert store_client(other_store).get(old).status_code == 404


def test_what_was_asked_goes_along(store, store_client):
    product = make_product(store, "Mug")
    with store_scope(store):
        variant = product.variants.get()
    rename(store, product, "cup")
    response = store_client(store).get(f"/products/mug/?variant={variant.public_id}")
    assert response.url == f"/products/cup/?variant={variant.public_id}"


def test_a_thing_that_moved_twice_is_one_step_away(store, store_client):
    product = make_product(store, "Mug")
    for slug in ("cup", "beaker"):
        rename(store, product, slug)
    client = store_client(store)
    for old in ("/products/mug/", "/products/cup/"):
        assert client.get(old).url == "/products/beaker/"


def test_a_thing_that_comes_back_leads_nowhere_in_a_circle(store, store_client):
    product = make_product(store, "Mug")
    for slug in ("cup", "mug"):
        rename(store, product, slug)
    client = store_client(store)
    assert client.get("/products/mug/").status_code == 200
    assert client.get("/products/cup/").url == "/products/mug/"
    with store_scope(store):
        assert Redirect.objects.count() == 1


def test_who_takes_an_old_slug_is_at_home_there(store, store_client):
    rename(store, make_product(store, "Mug"), "cup")
    make_product(store, "New mug", slug="mug", variants=[{"sku": "NEW"}])
    response = store_client(store).get("/products/mug/")
    assert (response.status_code, response.context["product"].name) == (200, "New mug")
    with store_scope(store):
        assert not Redirect.objects.exists()


def test_what_is_deleted_is_not_led_to(store, store_client):
    product = make_product(store, "Mug")
    rename(store, product, "cup")
    with store_scope(store):
        Product.objects.get(pk=product.pk).delete()
        assert not Redirect.objects.exists()
    assert store_client(store).get("/products/mug/").status_code == 404


def test_a_redirect_that_the_store_wrote_stays(store, store_client):
    with store_scope(store):
        Redirect.objects.create(
            old_path="/products/mug", site_id=store.site_id, redirect_link="/search/"
        )
    product = make_product(store, "Mug")
    rename(store, product, "cup")
    assert store_client(store).get("/products/mug/").url == "/search/"
    with store_scope(store):
        Product.objects.get(pk=product.pk).delete()
        assert Redirect.objects.count() == 1


def test_what_never_was_online_has_no_old_address(store):
    product = make_product(store, "Mug", live=False)
    rename(store, product, "cup")
    with store_scope(store):
        assert not Redirect.objects.exists()


def test_a_draft_moves_when_it_is_published(store, store_client):
    product = make_product(store, "Mug")
    with store_scope(store):
        product = Product.objects.get(pk=product.pk)
        product.slug = "cup"
        revision = product.save_revision()
        assert not Redirect.objects.exists()
        revision.publish()
    assert store_client(store).get("/products/mug/").url == "/products/cup/"


def test_each_language_has_its_own_old_address(store, store_client):
    Store.objects.filter(pk=store.pk).update(languages=["de"])
    product = make_product(store, "Mug")
    with store_scope(store):
        ProductTranslation.objects.create(
            product=product, language="de", name="Becher", slug="becher"
        )
        product = Product.objects.get(pk=product.pk)
        [translation] = product.translations.all()
        translation.slug = "tasse"
        product.translations = [translation]
        product.save()
        assert list(Redirect.objects.values_list("old_path", "redirect_link")) == [
            ("/de/products/becher", "/de/products/tasse/")
        ]
    assert store_client(store).get("/de/products/becher/").url == "/de/products/tasse/"


def test_a_page_that_moved_is_found_by_its_old_address_and_what_lies_below_it(
    store, store_client, django_capture_on_commit_callbacks
):
    with store_scope(store), django_capture_on_commit_callbacks(execute=True):
        home = HomePage.objects.get()
        team = home.add_child(instance=ContentPage(title="Team", slug="team"))
        team.add_child(instance=ContentPage(title="Jobs", slug="jobs"))
        us = HomePage.objects.get().add_child(instance=ContentPage(title="Us", slug="us"))
        ContentPage.objects.get(pk=team.pk).move(us, pos="last-child")
    client = store_client(store)
    for old, new in {"/team/": "/us/team/", "/team/jobs/?a=1": "/us/team/jobs/?a=1"}.items():
        response = client.get(old)
        assert (response.status_code, response.url) == (301, new)


def test_the_store_sees_and_changes_what_was_made_for_it(store, as_member, store_client):
    rename(store, make_category(store, "Cups"), "mugs")
    client = store_client(store, as_member(store, "Editor"))
    assert "/categories/cups" in client.get("/admin/redirects/").text
    with store_scope(store):
        row = Redirect.objects.get()
    body = {"old_path": row.old_path, "is_permanent": "on", "redirect_link": "/products/"}
    assert client.post(f"/admin/redirects/{row.pk}/", body).status_code == 302

    response = store_client(store).get("/categories/cups/")

    assert response.url == store.absolute_url("/products/")
    with store_scope(store):
        assert not Redirect.objects.get().automatically_created


def test_a_redirect_costs_one_query_and_only_where_nothing_was_found(store, store_client):
    category = make_category(store, "Cups")
    rename(store, category, "mugs")
    client = store_client(store)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/categories/mugs/").status_code == 200
    assert not [query for query in queries if "wagtailredirects_redirect" in query["sql"]]
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/categories/cups/").status_code == 301
    assert len([query for query in queries if "wagtailredirects_redirect" in query["sql"]]) == 1


def test_a_form_is_not_sent_elsewhere(store, store_client):
    rename(store, make_product(store, "Mug"), "cup")
    assert store_client(store).post("/products/mug/").status_code in (404, 405)


def test_a_store_knows_nothing_of_anothers_old_addresses(store, other_store, store_client):
    rename(other_store, make_category(other_store, "Cups"), "mugs")
    assert store_client(store).get("/categories/cups/").status_code == 404
    with store_scope(store):
        assert not Redirect.objects.exists()
        assert not Category.objects.exists()
