"""What the store's further languages say, edited with the thing itself."""

from __future__ import annotations

import json
import re

import pytest
from django.http import QueryDict
from django.test import Client

from catalog.admin.translations import NamesInput
from catalog.models import Category, CategoryTranslation, Collection
from stores.languages import shop_in
from stores.models import Store
from stores.scope import store_scope
from tests.factories import make_category, make_product
from tests.stores.test_languages import speak

pytestmark = pytest.mark.django_db


@pytest.fixture
def german(store: Store) -> Store:
    return speak(store, "de", "ar")


@pytest.fixture
def cups(german: Store) -> Category:
    return make_category(german, "Cups")


@pytest.fixture
def owner(german: Store, as_member, store_client) -> Client:
    return store_client(german, as_member(german, "Owner"))


def fields_of(page: str) -> dict[str, str]:
    """The values of a form as a browser would send them back."""
    form = page[page.index('id="w-editor-form"') if 'id="w-editor-form"' in page else 0 :]
    data = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name = re.search(r'\sname="([^"]+)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        value = re.search(r'\svalue="([^"]*)"', tag)
        if (
            name
            and "__prefix__" not in name[1]
            and (not kind or kind[1] in ("text", "hidden", "number"))
        ):
            data[name[1]] = value[1] if value else ""
    return data


def address(category: Category) -> str:
    return f"/admin/snippets/catalog/category/edit/{category.pk}/"


def test_each_further_language_has_a_form(owner, cups):
    page = owner.get(address(cups)).content.decode()
    data = fields_of(page)
    assert data["translations-TOTAL_FORMS"] == "2"
    assert re.search(r'<option value="de" selected', page)
    assert re.search(r'<option value="ar" selected', page)
    assert re.search(
        r'name="translations-1-name"[^>]*dir="rtl"|dir="rtl"[^>]*name="translations-1-name"', page
    )


def test_a_store_in_one_language_has_no_tab_for_others(store, as_member, store_client):
    category = make_category(store, "Cups")
    client = store_client(store, as_member(store, "Owner"))
    page = client.get(address(category)).content.decode()
    assert "translations-0-name" not in page


def save(owner: Client, category: Category, **changes: str):
    data = fields_of(owner.get(address(category)).content.decode())
    data |= {
        "translations-0-language": "de",
        "translations-1-language": "ar",
        "parent": "",
        "description": "",
        "translations-0-description": "",
        "translations-1-description": "",
        "action-publish": "1",
        **changes,
    }
    return owner.post(address(category), data)


def test_what_is_said_in_german_is_read_there(owner, cups, german, store_client):
    response = save(
        owner, cups, **{"translations-0-name": "Tassen", "translations-0-slug": "tassen"}
    )
    assert response.status_code == 302
    text = CategoryTranslation.objects.get()
    assert (text.language, text.name, text.slug) == ("de", "Tassen", "tassen")
    assert "Tassen" in store_client(german).get("/de/categories/tassen/").content.decode()


def test_nothing_said_is_nothing_kept(owner, cups):
    assert save(owner, cups).status_code == 302
    assert not CategoryTranslation.objects.exists()


def test_a_slug_of_another_category_is_refused_and_what_was_typed_is_kept(owner, cups, german):
    make_category(german, "Tassen")
    response = save(owner, cups, **{"translations-0-slug": "tassen", "translations-0-name": "T"})
    assert response.status_code == 200
    page = response.content.decode()
    assert "Something else has this slug" in page
    assert 'value="tassen"' in page
    assert not CategoryTranslation.objects.exists()


def test_a_slug_of_another_store_is_free(owner, cups, other_store):
    make_category(other_store, "Tassen")
    assert save(owner, cups, **{"translations-0-slug": "tassen"}).status_code == 302


def test_what_is_there_in_a_language_taken_back_is_kept(owner, cups, german):
    with store_scope(german):
        CategoryTranslation.objects.create(category=cups, language="ar", name="أكواب")
    speak(german, "de")
    data = fields_of(owner.get(address(cups)).content.decode())
    assert data["translations-TOTAL_FORMS"] == "1"
    assert save(owner, cups, **{"translations-0-name": "Tassen"}).status_code == 302
    languages = CategoryTranslation.objects.values_list("language", flat=True)
    assert sorted(languages) == ["ar", "de"]


def test_names_of_options_are_sent_by_language(german):
    with store_scope(german), shop_in(german, "en"):
        html = NamesInput().render(
            "names", json.dumps({"de": "Größe", "fr": "Taille"}), {"id": "n"}
        )
        assert 'name="names-de" value="Größe"' in html
        assert 'name="names-ar" value=""' in html
        assert "names-fr" not in html
        sent = QueryDict(mutable=True)
        sent.update(
            {"names-kept": '{"de": "Größe", "fr": "Taille"}', "names-de": "", "names-ar": "مقاس"}
        )
        kept = NamesInput().value_from_datadict(sent, None, "names")
    assert json.loads(kept) == {"fr": "Taille", "ar": "مقاس"}


def test_names_that_are_none_are_nothing(german):
    with store_scope(german), shop_in(german, "en"):
        sent = QueryDict(mutable=True)
        sent.update({"names-kept": "[1", "names-de": "x" * 200})
        kept = NamesInput().value_from_datadict(sent, None, "names")
    assert json.loads(kept) == {"de": "x" * 80}


def test_a_collection_has_the_tab_too(owner, german):
    with store_scope(german):
        made = Collection.objects.create(name="Gifts", slug="gifts")
    page = owner.get(f"/admin/snippets/catalog/collection/edit/{made.pk}/").content.decode()
    assert "translations-0-name" in page


def test_a_store_in_one_language_saves_without_the_forms(store, as_member, store_client):
    category = make_category(store, "Cups")
    with store_scope(store):
        CategoryTranslation.objects.create(category=category, language="de", name="Tassen")
    client = store_client(store, as_member(store, "Owner"))
    data = fields_of(client.get(address(category)).content.decode())
    data |= {"name": "Bowls", "parent": "", "description": "", "action-publish": "1"}
    assert "translations-TOTAL_FORMS" not in data
    assert client.post(address(category), data).status_code == 302
    assert Category.objects.get(pk=category.pk).name == "Bowls"
    assert CategoryTranslation.objects.get().name == "Tassen"


def test_a_product_has_its_languages_and_those_of_its_options(owner, german):
    product = make_product(
        german, "Shirt", options=["Size"], variants=[{"option1": "S"}, {"option1": "L"}]
    )
    page = owner.get(f"/admin/snippets/catalog/product/edit/{product.pk}/").content.decode()
    assert "translations-0-short_description" in page
    assert "translations-0-attributes" in page
    assert 'name="options-0-names-de"' in page
