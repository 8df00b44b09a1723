"""Options with values, stock policies, brand, tags and what goes with it, in the product editor."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset

from catalog.models import Brand, OptionValue, Product
from stores.models import Store, Tag
from stores.scope import store_scope
from tests.catalog.test_admin_products import create, edit_url, errors_of, form_data
from tests.factories import make_image, make_product

RED = {"value": "Red", "colour": "#CC0000", "image": ""}
BLUE = {"value": "Blue", "colour": "#0000cc", "image": ""}
COLOURED = [{"sku": "R", "price": "5", "option1": "Red"}]


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


def colours(values: list[dict[str, Any]], initial: int = 0, **option: Any) -> list[dict[str, Any]]:
    rows = inline_formset(values, initial=initial)
    return [{"name": "Colour", "display": "swatches", "values": rows, **option}]


def values_of(product: Product) -> list[tuple[str, str]]:
    option = product.options.get()
    return list(option.values.order_by("sort_order").values_list("value", "colour"))


def test_an_option_has_values_in_an_order_with_colours(owner: Client) -> None:
    values = [{**RED, "ORDER": "2"}, {**BLUE, "ORDER": "1"}]
    product = create(owner, options=colours(values), variants=COLOURED)
    assert values_of(product) == [("Blue", "#0000cc"), ("Red", "#cc0000")]
    assert product.options.get().display == "swatches"


def test_values_keep_their_keys_and_an_earlier_revision_brings_them_back(
    owner: Client, store: Store
) -> None:
    product = create(owner, options=colours([RED, BLUE]), variants=COLOURED)
    option, variant = product.options.get(), product.variants.get()
    keys = list(option.values.values_list("pk", flat=True))
    earlier = product.latest_revision
    data = form_data(
        options=colours(
            [
                {**RED, "id": keys[0], "value": "Crimson"},
                {**BLUE, "id": keys[1], "DELETE": "1"},
            ],
            initial=2,
            id=option.pk,
        ),
        options_initial=1,
        variants=[{**COLOURED[0], "id": variant.pk, "option1": "Crimson"}],
        variants_initial=1,
    )
    response = owner.post(edit_url(product), {**data, "action-publish": "1"})
    assert response.status_code == 302, errors_of(response)
    assert values_of(product) == [("Crimson", "#cc0000")]
    assert OptionValue.objects.get(option=option).pk == keys[0]

    with store_scope(store):
        earlier.publish()

    assert values_of(product) == [("Red", "#cc0000"), ("Blue", "#0000cc")]
    assert list(product.options.get().values.values_list("pk", flat=True)) == keys


def test_a_draft_keeps_its_new_values_keys_until_it_is_published(
    owner: Client, store: Store
) -> None:
    product = create(owner)
    variant = product.variants.get()
    data = form_data(
        options=colours([RED]),
        variants=[{**COLOURED[0], "id": variant.pk}],
        variants_initial=1,
    )
    assert owner.post(edit_url(product), data).status_code == 302
    assert not OptionValue.objects.exists()
    draft = Product.objects.get(pk=product.pk).get_latest_revision_as_object()
    key = draft.options.get().values.get().pk
    assert key
    with store_scope(store):
        draft.latest_revision.publish()
    assert OptionValue.objects.get().pk == key


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([RED, RED], "is there twice"),
        ([{**RED, "colour": "reddish"}], "#"),
        ([{**RED, "value": ""}], "required"),
    ],
)
def test_a_value_that_cannot_be_is_explained(
    owner: Client, values: list[dict[str, Any]], message: str
) -> None:
    data = form_data(options=colours(values), variants=COLOURED)
    response = owner.post("/admin/snippets/catalog/product/add/", {**data, "action-publish": "1"})
    assert response.status_code == 200
    option = response.context["form"].formsets["options"].forms[0]
    values_formset = option.formsets["values"]
    assert message in f"{values_formset.errors} {values_formset.non_form_errors()}"
    assert not Product.objects.exists()


def test_stock_policy_barcode_and_bounds_are_kept(owner: Client) -> None:
    row = {
        "sku": "B",
        "price": "5",
        "cost": "2.10",
        "barcode": "4006381-333931",
        "stock_policy": "backorder",
        "backorder_until": "2030-05-01",
        "low_stock_at": "3",
    }
    product = create(owner, variants=[row], minimum_quantity="2", maximum_quantity="6")
    variant = product.variants.get()
    assert (variant.barcode, variant.stock_policy) == ("4006381333931", "backorder")
    assert (str(variant.cost), variant.low_stock_at) == ("2.100", 3)
    assert (product.minimum_quantity, product.maximum_quantity) == (2, 6)
    assert 'value="2.10"' in owner.get(edit_url(product)).content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"variants": [{"sku": "B", "price": "1", "barcode": "123"}]}, "“123” is no barcode"),
        ({"variants": [{"sku": "B", "price": "1", "cost": "-1"}]}, "greater than or equal to 0"),
        ({"variants": [{"sku": "B", "price": "1", "cost": "1.234"}]}, "no amounts as fine"),
        ({"minimum_quantity": "5", "maximum_quantity": "2"}, "less than the smallest"),
        ({"minimum_quantity": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_is_explained(owner: Client, fields: dict[str, Any], message: str) -> None:
    data = {**form_data(**fields), "action-publish": "1"}
    response = owner.post("/admin/snippets/catalog/product/add/", data)
    assert response.status_code == 200
    assert message in errors_of(response)


def test_brand_tags_and_what_goes_with_it_are_chosen(owner: Client, store: Store) -> None:
    plate = make_product(store, "Plate")
    brand = Brand.objects.create(store=store, name="Hay", slug="hay")
    product = create(
        owner,
        brand=brand.pk,
        tags='gift, "made by hand"',
        related_products=inline_formset([{"related": plate.pk}]),
    )
    assert product.brand == brand
    assert sorted(tag.name for tag in product.tags.all()) == ["gift", "made by hand"]
    assert [row.related for row in product.related_products.all()] == [plate]


def test_a_product_does_not_go_with_itself(owner: Client) -> None:
    product = create(owner)
    variant = product.variants.get()
    data = form_data(
        variants=[{"id": variant.pk, "sku": "MUG-1", "price": "5"}],
        variants_initial=1,
        related_products=inline_formset([{"related": product.pk}]),
    )
    response = owner.post(edit_url(product), {**data, "action-publish": "1"})
    assert "This is the product itself" in errors_of(response)


def test_nothing_of_another_store_can_be_chosen(owner: Client, other_store: Store) -> None:
    foreign = make_product(other_store, "Secret")
    brand = Brand.objects.create(store=other_store, name="Secret", slug="secret")
    with store_scope(other_store):
        picture = make_image(other_store, "Secret")
        Tag.objects.create(name="secret-tag", slug="secret-tag")
    for fields in (
        {"brand": brand.pk},
        {"related_products": inline_formset([{"related": foreign.pk}])},
        {"options": colours([{**RED, "image": picture.pk}]), "variants": COLOURED},
    ):
        data = {**form_data(**fields), "action-publish": "1"}
        response = owner.post("/admin/snippets/catalog/product/add/", data)
        assert response.status_code == 200
    assert not Product.objects.filter(slug="mug").exists()
    found = owner.get("/admin/tag-autocomplete/stores/tag/", {"term": "secret"})
    assert found.json() == []
