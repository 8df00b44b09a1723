from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from catalog.admin.stock_columns import level_in_words
from catalog.models import Product, StockItem, StockMovement, Variant
from catalog.services import stock
from stores.models import Store
from stores.scope import store_scope
from tests.factories import make_product


@pytest.fixture
def clerk(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Fulfilment"))


@pytest.fixture
def product(store: Store) -> Product:
    return make_product(
        store,
        options=["Size"],
        variants=[{"sku": "S", "option1": "Small", "stock": 4}, {"sku": "L", "option1": "Large"}],
    )


def field(product: Product, sku: str) -> str:
    return f"on_hand-{product.variants.get(sku=sku).pk}"


def on_hand(product: Product) -> dict[str, int]:
    items = StockItem.objects.filter(variant__product=product)
    return {item.variant.sku: item.on_hand for item in items}


def test_only_what_was_counted_changes(clerk: Client, product: Product, store: Store) -> None:
    url = f"/admin/stock/{product.pk}/"
    response = clerk.post(url, {field(product, "S"): "7", field(product, "L"): ""}, follow=True)
    assert "Stock of 1 variant set" in response.content.decode()
    assert on_hand(product) == {"S": 7, "L": 10}
    movement = StockMovement.objects.get(item__variant__product=product)
    assert (movement.change, movement.reason) == (3, "adjustment")
    assert movement.user.email == "fulfilment@alpha.example"
    assert "+3" in response.content.decode()


def test_what_is_reserved_is_shown_apart(clerk: Client, product: Product, store: Store) -> None:
    variant = product.variants.get(sku="S")
    with store_scope(store):
        stock.reserve(reference=uuid4(), quantities={variant.pk: 3}, lifetime=timedelta(minutes=5))
    response = clerk.get(f"/admin/stock/{product.pk}/")
    item = next(i for i, _f in response.context["form"].rows() if i.variant_id == variant.pk)
    assert (item.on_hand, item.reserved, item.available) == (4, 3, 1)


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "99999999999999999999"])
def test_a_figure_that_cannot_be_is_explained_and_nothing_changes(
    clerk: Client, product: Product, value: str
) -> None:
    data = {field(product, "S"): value, field(product, "L"): "5"}
    response = clerk.post(f"/admin/stock/{product.pk}/", data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert f'value="{value}"' in response.content.decode()
    assert on_hand(product) == {"S": 4, "L": 10}


def test_a_variant_of_another_product_cannot_be_set_here(
    clerk: Client, product: Product, store: Store
) -> None:
    other = make_product(store, "Bowl")
    name = f"on_hand-{other.variants.get().pk}"
    clerk.post(f"/admin/stock/{product.pk}/", {name: "99"})
    assert StockItem.objects.get(variant__product=other).on_hand == 10


def test_stock_of_another_store_does_not_exist(clerk: Client, other_store: Store) -> None:
    other = make_product(other_store, "Secret")
    url = f"/admin/stock/{other.pk}/"
    assert clerk.get(url).status_code == 404
    assert clerk.post(url, {f"on_hand-{other.variants.get().pk}": "0"}).status_code == 404
    assert StockItem.objects.get(variant__product=other).on_hand == 10
    assert "Secret" not in clerk.get("/admin/stock/").content.decode()


def test_an_editor_cannot_count(store: Store, product: Product, as_member, store_client) -> None:
    editor = store_client(store, as_member(store, "Editor"))
    response = editor.post(f"/admin/stock/{product.pk}/", {field(product, "S"): "0"})
    assert response.status_code == 302
    assert on_hand(product)["S"] == 4


def test_the_list_finds_by_sku_and_name(clerk: Client, product: Product, store: Store) -> None:
    make_product(store, "Bowl")
    page = clerk.get("/admin/stock/results/?q=bowl").content.decode()
    assert "BOWL-0" in page
    assert "Small" not in page
    assert "Small" in clerk.get("/admin/stock/results/?q=mug").content.decode()


def make_one_of_each(store: Store) -> None:
    policies = {"Mug": "track", "Bowl": "backorder", "Song": "untracked", "Pot": "track"}
    for name, policy in policies.items():
        units = 50 if name == "Pot" else 3
        make_product(store, name, variants=[{"stock_policy": policy, "stock": units}])
    bowl = StockItem.objects.get(variant__product__name="Bowl")
    with store_scope(store):
        stock.adjust(variant_id=bowl.variant_id, on_hand=-2, user=None)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Mug", "Bowl", "Song", "Pot"}),
        ("level=low", {"Mug", "Bowl"}),
        ("level=out", {"Bowl"}),
        ("level=owed", {"Bowl"}),
        ("policy=untracked", {"Song"}),
    ],
)
def test_the_list_finds_what_is_low_owed_or_not_counted(
    clerk: Client, store: Store, query: str, names: set[str]
) -> None:
    make_one_of_each(store)
    page = clerk.get(f"/admin/stock/?{query}")
    assert {str(item.variant) for item in page.context["object_list"]} == names


def test_the_list_says_how_much_there_is_in_words(clerk: Client, store: Store) -> None:
    make_one_of_each(store)
    rows = clerk.get("/admin/stock/").context["object_list"]
    assert {str(item.variant): level_in_words(item) for item in rows} == {
        "Mug": "Low",
        "Bowl": "2 owed",
        "Song": "Not counted",
        "Pot": "Enough",
    }


def test_a_mark_of_its_own_says_when_it_is_low(clerk: Client, product: Product) -> None:
    Variant.objects.filter(product=product).update(low_stock_at=4)
    low = clerk.get("/admin/stock/?level=low").context["object_list"]
    assert [item.variant.sku for item in low] == ["S"]


def test_what_is_owed_is_counted_below_zero_and_nothing_else(
    clerk: Client, product: Product
) -> None:
    Variant.objects.filter(sku="S").update(stock_policy="backorder")
    url = f"/admin/stock/{product.pk}/"
    assert "yet to come" in clerk.get(url).text
    assert clerk.post(url, {field(product, "S"): "-3"}).status_code == 302
    assert clerk.post(url, {field(product, "L"): "-3"}).status_code == 200
    assert on_hand(product) == {"S": -3, "L": 10}
    assert "3 owed" in clerk.get(url).text
