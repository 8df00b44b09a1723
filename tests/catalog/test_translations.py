"""The catalogue in a store's further languages: texts with the store's own behind them, addresses
of their own, and as many queries as before."""

from __future__ import annotations

import pytest
from django.urls import reverse

from catalog.models import (
    CategoryTranslation,
    Option,
    OptionValue,
    Product,
    ProductTranslation,
)
from catalog.selectors.cards import load_cards
from stores.languages import shop_in
from stores.models import Store
from stores.scope import store_scope
from tests.factories import make_category, make_product
from tests.stores.test_languages import speak

pytestmark = pytest.mark.django_db


def say(product: Product, language: str = "de", **texts: str) -> Product:
    with store_scope(product.store_id):
        ProductTranslation.objects.create(product=product, language=language, **texts)
    return product


@pytest.fixture
def german(store: Store) -> Store:
    return speak(store, "de", "fr")


@pytest.fixture
def mug(german: Store) -> Product:
    product = make_product(german, "Mug", short_description="For tea", description="<p>Good.</p>")
    return say(product, name="Becher", slug="becher", description="<p>Sehr gut.</p>")


def test_a_product_is_read_in_german_with_its_own_texts_behind(mug, german, store_client):
    page = store_client(german).get("/de/products/becher/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<h1>Becher</h1>" in text
    assert "Sehr gut." in text
    assert "For tea" in text
    assert "Good." not in text


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/de/products/mug/", "/de/products/becher/"),
        ("/products/becher/?variant=1", "/products/mug/?variant=1"),
        ("/fr/products/becher/", "/fr/products/mug/"),
    ],
)
def test_an_address_of_another_language_leads_to_the_right_one(
    mug, german, store_client, asked, led_to
):
    response = store_client(german).get(asked)
    assert (response.status_code, response.headers["Location"]) == (301, led_to)


def test_a_slug_means_first_what_is_called_so_in_the_language(mug, german, store_client):
    poison = say(make_product(german, "Poison"), name="Gift", slug="gift")
    present = say(make_product(german, "Gift"), name="Geschenk", slug="geschenk")
    client = store_client(german)
    assert client.get("/de/products/gift/").context["product"].pk == poison.pk
    assert client.get("/products/gift/").context["product"].pk == present.pk


def test_another_stores_translations_name_nothing_here(mug, german, other_store, store_client):
    speak(other_store, "de")
    assert store_client(other_store).get("/de/products/becher/").status_code == 404


def test_lists_and_menus_name_things_in_the_language(mug, german, store_client):
    cups = make_category(german, "Cups")
    with store_scope(german):
        CategoryTranslation.objects.create(
            category=cups, language="de", name="Tassen", slug="tassen"
        )
    client = store_client(german)

    text = client.get("/de/products/").content.decode()
    category = client.get("/de/categories/tassen/")

    assert "Becher" in text
    assert "Mug" not in text
    assert 'href="/de/products/becher/"' in text
    assert 'href="/de/categories/tassen/"' in text
    assert "Tassen" in category.content.decode()
    assert client.get("/de/categories/cups/").headers["Location"] == "/de/categories/tassen/"


def test_options_are_named_in_the_language(german, store_client):
    product = make_product(
        german, "Shirt", options=["Size"], variants=[{"option1": "Small"}, {"option1": "Large"}]
    )
    with store_scope(german):
        Option.objects.filter(product=product).update(names={"de": "Größe"})
        option = Option.objects.get(product=product)
        OptionValue.objects.create(option=option, value="Small", names={"de": "Klein"})
    text = store_client(german).get("/de/products/shirt/").content.decode()
    assert "Größe" in text
    assert "Klein" in text
    assert "Large" in text


def test_a_translation_costs_no_query_a_row(german, django_assert_num_queries):
    products = [say(make_product(german, f"Mug {n}"), name=f"Becher {n}") for n in range(5)]
    with (
        store_scope(german),
        shop_in(german, "de"),
        django_assert_num_queries(1),
    ):
        cards = load_cards([product.pk for product in products])
        assert {card.product.name for card in cards.values()} == {f"Becher {n}" for n in range(5)}


def test_what_is_read_in_another_language_is_not_saved(mug, german):
    with store_scope(german), shop_in(german, "de"):
        card = load_cards([mug.pk])[mug.pk]
        with pytest.raises(RuntimeError, match="read in de"):
            card.product.save()
    assert Product.objects.get(pk=mug.pk).name == "Mug"


def test_addresses_are_made_in_the_language(mug, german):
    with store_scope(german), shop_in(german, "de"):
        card = load_cards([mug.pk])[mug.pk]
        assert card.product.get_absolute_url() == "/de/products/becher/"
        assert reverse("catalog:category", args=["x"]) == "/de/categories/x/"


def test_the_languages_of_a_product_are_linked_by_its_slug_in_each(mug, german, store_client):
    page = store_client(german).get("/de/products/becher/").content.decode()
    for address in ("/products/mug/", "/de/products/becher/", "/fr/products/mug/"):
        assert f'<a href="{address}" lang=' in page
