"""What a shopper is told of a variant's stock, and how many they can order."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from catalog.models import OptionValue, StockItem, StockPolicy, Variant
from catalog.selectors.availability import availability_of
from catalog.selectors.product_page import find_product, product_page
from commerce.models import ShippingMethod
from stores.scope import store_scope
from tests.factories import make_image, make_product

TOMORROW = timezone.localdate() + timedelta(days=1)


def told(free: int, *, policy: str = "track", least: int = 1, most: int | None = None, **fields):
    product = SimpleNamespace(minimum_quantity=least, maximum_quantity=most)
    variant = SimpleNamespace(
        **{"stock_policy": policy, "backorder_until": None, "low_stock_at": None, **fields}
    )
    found = availability_of(product, variant, free)
    return found.state.value, found.words, found.largest, found.can_be_bought


@pytest.mark.parametrize(("free", "fields", "expected"), [
    (9, {}, ("in_stock", "In stock", 9, True)),
    (5, {}, ("few", "Only 5 left", 5, True)),
    (5, {"low_stock_at": 2}, ("in_stock", "In stock", 5, True)),
    (9, {"low_stock_at": 9}, ("few", "Only 9 left", 9, True)),
    (0, {}, ("sold_out", "Sold out", 0, False)),
    (-3, {}, ("sold_out", "Sold out", 0, False)),
    (9, {"most": 4}, ("in_stock", "In stock", 4, True)),
    (3, {"least": 4}, ("few", "Only 3 left", 3, False)),
    (0, {"policy": StockPolicy.UNTRACKED}, ("in_stock", "In stock", 999, True)),
    (0, {"policy": StockPolicy.BACKORDER}, ("to_order", "Available to order", 999, True)),
    (2, {"policy": StockPolicy.BACKORDER}, ("in_stock", "In stock", 999, True)),
    (0, {"policy": StockPolicy.BACKORDER, "backorder_until": TOMORROW - timedelta(days=9)},
     ("to_order", "Available to order", 999, True)),
])  # fmt: skip
def test_the_line_and_the_bounds_follow_the_stock_policy(free, fields, expected):
    assert told(free, **fields) == expected


def test_the_expected_day_is_said():
    words = told(0, policy=StockPolicy.BACKORDER, backorder_until=TOMORROW)[1]
    assert words.startswith("Available to order, expected on ")
    assert str(TOMORROW.year) in words


@pytest.mark.django_db
def test_the_quantity_field_keeps_to_the_products_bounds(store, store_client):
    make_product(store, "Nails", stock=500, minimum_quantity=10, maximum_quantity=200)
    html = store_client(store).get("/products/nails/").content.decode()
    assert 'value="10" min="10" max="200" step="1"' in html
    assert "At least 10 pieces." in html


@pytest.mark.django_db
def test_what_is_too_little_left_says_so_and_cannot_be_bought(store, store_client):
    make_product(store, "Nails", stock=4, minimum_quantity=10)
    html = store_client(store).get("/products/nails/").content.decode()
    assert "sold from 10 pieces on, and fewer are left" in html
    assert "Add to cart" not in html.split("</product-page>")[0]


@pytest.mark.django_db
def test_values_stand_in_the_stores_order_with_name_and_look(store, store_client):
    sea = make_image(store, "Sea")
    product = make_product(
        store, "Shirt", options=["Colour"],
        variants=[{"option1": each} for each in ("Red", "Blue", "Odd")],
    )  # fmt: skip
    with store_scope(store):
        option = product.options.get()
        option.display = "swatches"
        option.values = [
            OptionValue(value="Blue", colour="#0000bb", image=sea),
            OptionValue(value="Red", colour="#bb0000"),
        ]
        option.save()
        found = find_product("shirt", store)
        blue = Variant.objects.get(option1="Blue")
        page = product_page(found, variant_id=str(blue.public_id))

    assert [choice.label for choice in page.options[0].choices] == ["Blue", "Red", "Odd"]
    assert page.images[0].image.pk == sea.pk  # The variant itself has none.
    html = store_client(store).get("/products/shirt/").content.decode()
    assert 'fill="#bb0000"' in html
    assert "<bdi>Red</bdi>" in html


@pytest.mark.django_db
def test_the_delivery_line_is_the_stores_own_and_no_more(store, store_client):
    make_product(store, "Mug")
    client = store_client(store)
    assert "Delivery:" not in client.get("/products/mug/").content.decode()
    with store_scope(store):
        ShippingMethod.objects.update(name="Parcel", description="2–4 working days <b>")
    html = client.get("/products/mug/").content.decode()
    assert "Delivery: Parcel, 2–4 working days &lt;b&gt;" in html
    with store_scope(store):
        StockItem.objects.update(on_hand=0)
    assert "Delivery:" not in client.get("/products/mug/").content.decode()
