"""Pages in a store's further languages: a tree of drafts below a home page of each."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from stores.models import BasePage, ContentPage, HomePage, Store
from stores.scope import store_scope
from stores.services.languages import add_language, translate_page
from stores.services.update_store import update_store
from tests.stores.test_languages import speak

pytestmark = pytest.mark.django_db


@pytest.fixture
def german(store: Store) -> HomePage:
    store.languages = ["de"]
    update_store(store, edited=["languages"])
    return HomePage.objects.get(store=store, depth=3)


def page_in(store: Store, language: str, slug: str) -> ContentPage:
    return ContentPage.objects.get(store=store, locale__language_code=language, slug=slug)


def publish(page: BasePage, **texts: str) -> None:
    for name, value in texts.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_new_language_begins_with_drafts_of_all_pages(store, german):
    assert (german.slug, german.locale.language_code, german.live) == ("de", "de", False)
    originals = BasePage.objects.filter(store=store, depth=3, locale__language_code="en")
    copies = german.get_children()
    assert {page.slug for page in copies} == {page.slug for page in originals}
    assert not copies.filter(live=True).exists()
    assert {page.store_id for page in copies} == {store.pk}
    assert all(page.get_translations().get().locale.language_code == "en" for page in copies)


def test_a_language_taken_up_again_finds_what_was_written(store, german):
    publish(page_in(store, "de", "about"), title="Über uns")
    for languages in ([], ["de"]):
        store.languages = languages
        update_store(store, edited=["languages"])
    with store_scope(store):
        assert add_language(store=store, language="de") == german
    assert page_in(store, "de", "about").title == "Über uns"


def test_a_translated_page_is_read_at_its_address(store, german, store_client):
    publish(page_in(store, "de", "about"), title="Über uns", slug="ueber-uns")
    client = store_client(store)

    response = client.get("/de/ueber-uns/")

    assert response.status_code == 200
    assert "Über uns" in response.content.decode()
    assert b'<html lang="de"' in response.content
    page = BasePage.objects.get(store=store, slug="ueber-uns")
    assert page.get_url(response.wsgi_request) == "/de/ueber-uns/"
    assert page.full_url == store.absolute_url("/de/ueber-uns/")


def test_a_page_that_is_not_translated_leads_to_the_original(store, german, store_client):
    client = store_client(store)
    assert client.get("/de/about/").headers["Location"] == "/about/"
    german.get_children().get(slug="about").specific.delete()
    assert client.get("/de/about/").headers["Location"] == "/about/"
    assert client.get("/de/nothing/").status_code == 404


def test_a_home_page_that_is_not_translated_is_shown_as_it_is(store, german, store_client):
    client = store_client(store)
    response = client.get("/de/")
    assert response.status_code == 200
    assert b'href="/de/products/"' in response.content

    publish(german, title="Willkommen bei Alpha")
    assert client.get("/de/").context["page"].pk == german.pk


def test_pages_of_a_language_taken_back_are_hidden(store, german, store_client):
    publish(page_in(store, "de", "about"), title="Über uns")
    store.languages = []
    update_store(store, edited=["languages"])
    assert store_client(store).get("/de/about/").headers["Location"] == "/about/"


def test_pages_of_another_store_are_found_in_no_language(store, other_store, german, store_client):
    speak(other_store, "de")
    publish(page_in(store, "de", "about"), title="Über uns", slug="ueber-uns")
    assert store_client(other_store).get("/de/ueber-uns/").status_code == 404


def test_a_page_below_another_is_translated_with_it(store, german):
    with store_scope(store):
        about = page_in(store, "en", "about")
        team = about.add_child(instance=ContentPage(title="Team", slug="team"))
        page_in(store, "de", "about").delete()
        copy = translate_page(page=team, locale=Locale.objects.get(language_code="de"))
    assert copy.url_path == german.url_path + "about/team/"
    assert not copy.live


def test_no_page_takes_the_address_of_a_language(store):
    with store_scope(store):
        home = HomePage.objects.get(store=store, depth=2)
        with pytest.raises(ValidationError) as refused:
            home.add_child(instance=ContentPage(title="Germany", slug="de"))
    assert "slug" in refused.value.message_dict


def test_the_home_page_of_a_language_keeps_its_address(store, german):
    german.slug = "elsewhere"
    german.save()
    assert HomePage.objects.get(pk=german.pk).slug == "de"


def test_pages_follow_the_stores_own_language(store):
    store.language = "fr"
    update_store(store, edited=["language"])
    codes = BasePage.objects.filter(store=store).values_list("locale__language_code", flat=True)
    assert set(codes) == {"fr"}


def test_a_language_with_pages_does_not_become_the_stores_own(store, german):
    store.languages, store.language = [], "de"
    with pytest.raises(ValidationError) as refused:
        update_store(store, edited=["language", "languages"])
    assert "language" in refused.value.message_dict


def test_the_home_of_a_language_goes_when_the_language_has_gone(store, german, as_member):
    owner = as_member(store, "Owner")
    with store_scope(store):
        rights = german.permissions_for_user(owner)
        assert not rights.can_delete()
        assert not rights.can_move()
        assert rights.can_publish()
        Store.all_objects.filter(pk=store.pk).update(languages=[])
        assert german.permissions_for_user(owner).can_delete()


def links_in(response) -> dict[str, str]:
    """The language menu in the footer: address by language."""
    menu = response.content.decode().rpartition("<language-menu")[2].partition("</language-menu")[0]
    found = re.findall(r'<a href="([^"]*)" lang="([^"]*)"', menu)
    return {language: address for address, language in found}


def test_the_menu_of_languages_leads_to_the_same_page(store, german, store_client):
    publish(page_in(store, "de", "about"), title="Über uns", slug="ueber-uns")
    client = store_client(store)
    assert links_in(client.get("/about/")) == {"en": "/about/", "de": "/de/ueber-uns/"}
    assert links_in(client.get("/de/ueber-uns/")) == {"en": "/about/", "de": "/de/ueber-uns/"}
    assert links_in(client.get("/de/cart/")) == {"en": "/cart/", "de": "/de/cart/"}
    assert links_in(client.get("/")) == {"en": "/", "de": "/de/"}


def test_where_there_is_no_such_page_the_menu_leads_to_the_front_page(store, german, store_client):
    client = store_client(store)
    assert links_in(client.get("/about/")) == {"en": "/about/", "de": "/de/"}
    assert links_in(client.get("/nothing/")) == {"en": "/", "de": "/de/"}
    assert links_in(client.get("/products/nothing/")) == {"en": "/", "de": "/de/"}


def test_a_shop_in_one_language_has_no_menu_of_languages(store, store_client):
    page = store_client(store).get("/cart/").content.decode()
    assert "language-menu" not in page


def test_search_engines_are_told_of_each_language(store, german, store_client):
    publish(page_in(store, "de", "about"), title="Über uns", slug="ueber-uns")
    page = store_client(store).get("/de/ueber-uns/").content.decode()
    found = re.findall(r'hreflang="([^"]*)" href="([^"]*)"', page)
    assert found == [
        ("en", store.absolute_url("/about/")),
        ("de", store.absolute_url("/de/ueber-uns/")),
        ("x-default", store.absolute_url("/about/")),
    ]


def test_an_editor_translates_a_page_that_came_later(store, german, as_member, store_client):
    client = store_client(store, as_member(store, "Editor"))
    with store_scope(store):
        home = HomePage.objects.get(store=store, depth=2)
        page = home.add_child(instance=ContentPage(title="Care", slug="care"))
    address = f"/admin/pages/{page.pk}/translate/de/"

    assert address in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "Care" in client.get(address).content.decode()
    response = client.post(address)

    copy = page_in(store, "de", "care")
    assert response.headers["Location"] == f"/admin/pages/{copy.pk}/edit/"
    assert (copy.live, copy.get_parent().pk) == (False, german.pk)
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en", "xx"])
def test_a_page_is_translated_into_the_stores_languages_alone(
    store, german, as_member, store_client, language
):
    client = store_client(store, as_member(store, "Editor"))
    about = page_in(store, "en", "about")
    before = BasePage.objects.count()
    assert client.post(f"/admin/pages/{about.pk}/translate/{language}/").status_code == 404
    assert client.post(f"/admin/pages/{about.get_parent().pk}/translate/de/").status_code == 404
    assert BasePage.objects.count() == before


def test_a_page_of_another_store_is_translated_by_nobody(
    store, other_store, german, as_member, store_client
):
    speak(other_store, "de")
    client = store_client(other_store, as_member(other_store, "Owner"))
    about = page_in(store, "en", "about")
    assert client.post(f"/admin/pages/{about.pk}/translate/fr/").status_code == 404


def test_lists_of_pages_are_filtered_by_the_stores_languages(
    store, german, as_member, store_client
):
    client = store_client(store, as_member(store, "Editor"))
    home = HomePage.objects.get(store=store, depth=2)
    page = client.get(f"/admin/pages/{home.pk}/").content.decode()
    offered = set(re.findall(r'name="locale" value="(\w\w)"', page))
    assert offered == {"en", "de"}
