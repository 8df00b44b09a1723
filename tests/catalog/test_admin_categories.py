from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from catalog.models import Category, ProductIndex
from stores.models import Store
from tests.factories import make_category, make_product

LIST = "/admin/snippets/catalog/category/"


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


def data(**fields: Any) -> dict[str, Any]:
    return {"name": "Cups", "slug": "cups", "parent": "", "position": "0", "image": "", **fields}


def test_a_category_is_made_below_another(owner: Client, store: Store) -> None:
    kitchen = make_category(store, "Kitchen")
    assert owner.post(f"{LIST}add/", data(parent=kitchen.pk)).status_code == 302
    assert Category.objects.get(slug="cups").parent == kitchen
    assert "Kitchen › Cups" in owner.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"slug": "kitchen"}, "Another category has this slug"),
        ({"slug": "Not a slug"}, "valid “slug”"),
        ({"name": ""}, "required"),
        ({"parent": "999999"}, "valid choice"),
        ({"position": "-1"}, "greater than or equal to 0"),
    ],
)
def test_bad_input_is_explained(
    owner: Client, store: Store, fields: dict[str, str], message: str
) -> None:
    make_category(store, "Kitchen")
    response = owner.post(f"{LIST}add/", data(**fields))
    assert response.status_code == 200
    assert message in str(response.context["form"].errors)
    assert Category.objects.count() == 1


def test_a_category_of_another_store_is_no_parent_and_no_page(
    owner: Client, other_store: Store
) -> None:
    other = make_category(other_store, "Secret")
    page = owner.get(f"{LIST}add/").content.decode()
    assert "Secret" not in page
    assert owner.post(f"{LIST}add/", data(parent=other.pk)).status_code == 200
    for view in ("edit", "delete", "usage", "history"):
        assert owner.get(f"{LIST}{view}/{other.pk}/").status_code == 404
        assert owner.post(f"{LIST}{view}/{other.pk}/", data()).status_code == 404
    assert Category.objects.get(pk=other.pk).name == "Secret"


def test_a_category_cannot_lie_below_itself(owner: Client, store: Store) -> None:
    top = make_category(store, "Top")
    below = make_category(store, "Below", parent=top)
    response = owner.post(f"{LIST}edit/{top.pk}/", data(name="Top", slug="top", parent=below.pk))
    assert response.status_code == 200
    assert "parent" in response.context["form"].errors


def test_moving_a_category_takes_its_products_along(owner: Client, store: Store) -> None:
    old, new = make_category(store, "Old"), make_category(store, "New")
    cups = make_category(store, "Cups", parent=old)
    product = make_product(store, categories=[cups])
    owner.post(f"{LIST}edit/{cups.pk}/", data(parent=new.pk))
    assert set(ProductIndex.objects.get(product=product).category_ids) == {cups.pk, new.pk}


def test_a_category_in_use_is_not_deleted_and_says_why(owner: Client, store: Store) -> None:
    top = make_category(store, "Top")
    below = make_category(store, "Below", parent=top)
    make_product(store, categories=[below])
    page = owner.post(f"{LIST}delete/{top.pk}/", follow=True).content.decode()
    assert "categories below “Top”" in page
    page = owner.post(f"{LIST}delete/{below.pk}/", follow=True).content.decode()
    assert "1 product is in “Below”" in page
    assert Category.objects.count() == 2


def test_an_empty_category_is_deleted(owner: Client, store: Store) -> None:
    category = make_category(store)
    assert owner.post(f"{LIST}delete/{category.pk}/").status_code == 302
    assert not Category.objects.exists()
