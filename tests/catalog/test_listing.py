from __future__ import annotations

import re

import pytest

from catalog.models import Product, ProductIndex
from catalog.selectors.bitmaps import Both, Question, Sorting, ask
from catalog.selectors.cards import cards_in_order
from catalog.selectors.listing import find_products
from stores.scope import no_scope, store_scope
from tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    """The products of a page's grid, in order."""
    html = re.sub("</?mark>", "", response.content.decode()).split('id="newest"')[0]
    return re.findall(r'product-card__name"><a [^>]*>([^<]*)<', html)


@pytest.fixture
def client(store, store_client):
    return store_client(store)


def test_the_newest_comes_first_unless_told_otherwise(store, client):
    make_product(store, "Bowl", price="20.00")
    make_product(store, "Ashtray", price="30.00")
    make_product(store, "Cup", price="9.00")
    assert names(client.get("/products/")) == ["Cup", "Ashtray", "Bowl"]
    assert names(client.get("/products/?sort=name")) == ["Ashtray", "Bowl", "Cup"]
    assert names(client.get("/products/?sort=price")) == ["Cup", "Bowl", "Ashtray"]
    assert names(client.get("/products/?sort=-price")) == ["Ashtray", "Bowl", "Cup"]
    assert names(client.get("/products/?sort=store_id")) == ["Cup", "Ashtray", "Bowl"]


def test_pages_of_24_can_be_crawled_and_keep_the_sorting(store, client):
    for number in range(26):
        make_product(store, f"Mug {number:02}")
    first = client.get("/products/?sort=name")
    assert names(first) == [f"Mug {number:02}" for number in range(24)]
    assert 'rel="next" href="?sort=name&amp;page=2"' in first.content.decode()
    second = client.get("/products/?sort=name&page=2")
    assert names(second) == ["Mug 24", "Mug 25"]
    assert 'rel="prev" href="?sort=name&amp;page=1"' in second.content.decode()
    assert 'rel="next"' not in second.content.decode()


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "", "1.0", "９", "²", "9" * 30, "1%00"])
def test_a_page_that_is_not_there_is_a_404(store, client, page):
    make_product(store, "Mug")
    assert client.get(f"/products/?page={page}").status_code == 404
    assert client.get("/products/?page=1").status_code == 200


def test_a_category_shows_what_lies_below_it_and_nothing_else(store, client):
    cups = make_category(store, "Cups", description="For tea & coffee.")
    espresso = make_category(store, "Espresso cups", parent=cups)
    other = make_category(store, "Bowls")
    make_product(store, "Demitasse", categories=[espresso])
    make_product(store, "Mug", categories=[cups])
    make_product(store, "Salad bowl", categories=[other])
    page = client.get("/categories/cups/")
    assert names(page) == ["Mug", "Demitasse"]
    assert "For tea &amp; coffee." in page.content.decode()
    assert '<a class="pill" href="/categories/espresso-cups/">' in page.content.decode()
    below = client.get("/categories/espresso-cups/")
    assert names(below) == ["Demitasse"]
    crumbs = below.content.decode().split('class="breadcrumbs"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == ["/", "/products/", "/categories/cups/"]


def test_an_empty_store_and_an_empty_category_say_so(store, client):
    make_category(store, "Cups")
    assert "nothing for sale here yet" in client.get("/products/").content.decode()
    assert "nothing in this category" in client.get("/categories/cups/").content.decode()


def test_drafts_and_products_of_other_stores_are_not_listed(store, other_store, client):
    category = make_category(other_store, "Theirs")
    make_product(other_store, "Foreign mug", categories=[category])
    make_product(store, "Draft mug", live=False)
    make_product(store, "Mug")
    assert names(client.get("/products/")) == ["Mug"]
    assert client.get("/categories/theirs/").status_code == 404
    assert client.get("/categories/nothing/").status_code == 404


def test_a_row_of_the_read_model_that_names_another_stores_product_shows_nothing(
    store, other_store, client
):
    make_product(store, "Mug")
    foreign = make_product(other_store, "Foreign mug")
    row = ProductIndex.objects.get(product=foreign)
    with store_scope(store):
        everything = Question(Both(), Sorting("product_id"))
        assert ask(store.pk, "en", everything).total == 1
        assert ask(other_store.pk, "en", everything).total == 0
        assert cards_in_order([foreign.pk]) == []
        assert not Product.objects.filter(pk=foreign.pk).exists()
    with no_scope():  # The condition on the store is in the query itself.
        assert find_products(other_store).get().pk == row.pk
        assert cards_in_order([foreign.pk]) == []


def test_a_card_tells_range_former_price_and_what_is_sold_out(store, client):
    make_product(store, "Range", variants=[{"option1": "S", "price": "5.00"},
                                           {"option1": "L", "price": "7.00"}])  # fmt: skip
    make_product(store, "Bargain", variants=[{"price": "8.00", "compare_at_price": "10.00"}])
    make_product(store, "Raised", variants=[{"price": "8.00", "compare_at_price": "6.00"}])
    make_product(store, "Gone", stock=0)
    html = client.get("/products/").content.decode()
    cards = {name: card for card in html.split("<article")[1:] for name in names_in(card)}
    assert "from €5.00" in cards["Range"]
    assert "€10.00" in cards["Bargain"]
    assert "Sale" in cards["Bargain"]
    assert "€6.00" not in cards["Raised"]
    assert "Sold out" in cards["Gone"]
    assert "Sold out" not in cards["Range"]


def names_in(card: str) -> list[str]:
    return re.findall(r'product-card__name"><a [^>]*>([^<]*)<', card)


def test_a_hostile_name_is_text(store, client):
    make_category(store, "<i>Cat</i>", slug="cat", description="<script>1</script>")
    make_product(store, '<script>alert("x")</script>', slug="evil", image=True)
    for path in (
        "/products/",
        "/products/evil/",
        "/categories/cat/",
        "/search/?q=%3Cscript%3Ealert",
    ):
        html = client.get(path).content.decode()
        assert "<script>" not in html
        assert "<i>Cat" not in html
    assert "&lt;script&gt;alert" in client.get("/products/evil/").content.decode()


def test_only_reading_is_allowed(store, client):
    assert client.post("/products/").status_code == 405
    assert client.head("/products/").status_code == 200


@pytest.mark.parametrize(('currency', 'price', 'shown'), [
    ("JPY", "4200", "¥4,200"), ("USD", "1299.5", "$1,299.50"),
    ("GBP", "7", "£7.00"), ("EUR", "12.9", "€12.90"),
])  # fmt: skip
def test_prices_are_written_as_the_currency_is(store, client, currency, price, shown):
    type(store).objects.filter(pk=store.pk).update(currency=currency)
    make_product(store, "Vase", price=price)
    assert f'<span class="price">{shown}</span>' in client.get("/products/").content.decode()
    assert shown in client.get("/products/vase/").content.decode()
