from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from catalog.models import Category, Product, ProductIndex
from stores.models import Store
from stores.scope import store_scope
from tests.factories import make_category, make_product

LIST = "/admin/snippets/catalog/category/"


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


def draft(**fields: Any) -> dict[str, Any]:
    return {"name": "Cups", "slug": "cups", "parent": "", "position": "0", "image": "", **fields}


def data(**fields: Any) -> dict[str, Any]:
    return {**draft(**fields), "action-publish": "1"}


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


def test_the_list_is_searched_by_parts_of_names_and_slugs(owner: Client, store: Store) -> None:
    make_category(store, "Tea cups", slug="crockery")
    for words, is_found in [("cup", True), ("crock", True), ("spoon", False)]:
        page = owner.get(f"{LIST}?q={words}")
        assert (page.status_code, "Tea cups" in page.text) == (200, is_found)


def index_of(product: Product) -> list[int]:
    return ProductIndex.objects.get(product=product).category_ids


def test_a_draft_that_moves_a_category_moves_nothing_until_it_is_published(
    owner: Client, store: Store
) -> None:
    old, new = make_category(store, "Old"), make_category(store, "New")
    cups = make_category(store, "Cups", parent=old)
    product = make_product(store, categories=[cups])

    assert owner.post(f"{LIST}edit/{cups.pk}/", draft(parent=new.pk)).status_code == 302

    cups.refresh_from_db()
    assert cups.parent == old
    assert index_of(product) == sorted([old.pk, cups.pk])
    with store_scope(store):
        make_product(store, "Pot", categories=[cups])
        cups.latest_revision.publish()
    assert index_of(product) == sorted([new.pk, cups.pk])


def test_an_unpublished_category_is_nowhere_in_the_store(
    owner: Client, store: Store, store_client
) -> None:
    kitchen = make_category(store, "Kitchen")
    cups = make_category(store, "Cups", parent=kitchen)
    product = make_product(store, categories=[cups])
    shopper = store_client(store)
    assert "/categories/kitchen/" in shopper.get(product.get_absolute_url()).text

    owner.post(f"/admin/snippets/catalog/category/unpublish/{kitchen.pk}/")

    assert not Category.objects.get(pk=kitchen.pk).live
    assert index_of(product) == [cups.pk]
    assert shopper.get(kitchen.get_absolute_url()).status_code == 404
    assert shopper.get(cups.get_absolute_url()).status_code == 200
    for path in ("/", product.get_absolute_url(), cups.get_absolute_url()):
        assert kitchen.get_absolute_url() not in shopper.get(path).text
    owner.post(f"{LIST}edit/{kitchen.pk}/", data(name="Kitchen", slug="kitchen"))
    assert index_of(product) == sorted([kitchen.pk, cups.pk])


def test_two_drafts_that_move_below_each_other_close_no_circle(owner: Client, store: Store) -> None:
    one, two = make_category(store, "One"), make_category(store, "Two")
    for category, other in ((one, two), (two, one)):
        moved = draft(name=category.name, slug=category.slug, parent=other.pk)
        assert owner.post(f"{LIST}edit/{category.pk}/", moved).status_code == 302
    with store_scope(store):
        for category in (one, two):
            category.refresh_from_db()
            category.latest_revision.publish()
    assert Category.objects.get(pk=one.pk).parent == two
    assert Category.objects.get(pk=two.pk).parent is None


def test_a_draft_below_a_category_that_was_deleted_can_be_opened_and_lies_at_the_top(
    owner: Client, store: Store
) -> None:
    cups, gone = make_category(store, "Cups"), make_category(store, "Gone")
    owner.post(f"{LIST}edit/{cups.pk}/", draft(name="Mugs", parent=gone.pk))
    with store_scope(store):
        gone.delete()
    page = owner.get(f"{LIST}edit/{cups.pk}/")
    assert page.status_code == 200
    assert page.context["form"].instance.name == "Mugs"
    assert page.context["form"].instance.parent is None


def test_a_branch_is_not_moved_deeper_than_the_tree_goes(owner: Client, store: Store) -> None:
    above = make_category(store, "B", parent=make_category(store, "A"))
    branch = make_category(store, "C")
    make_category(store, "E", parent=make_category(store, "D", parent=branch))
    response = owner.post(f"{LIST}edit/{branch.pk}/", data(name="C", slug="c", parent=above.pk))
    assert "4 levels deep" in str(response.context["form"].errors)


def test_the_preview_is_the_storefronts_page_with_what_is_typed(
    owner: Client, store: Store
) -> None:
    cups = make_category(store, "Cups")
    make_product(store, "Mug", categories=[cups])
    make_product(store, "Plate")
    url = f"{LIST}preview/{cups.pk}/"
    typed = draft(name="Cups and more", description="To drink from")
    assert owner.post(url, typed).json() == {"is_valid": True, "is_available": True}
    page = owner.get(url).text
    assert "Cups and more" in page
    assert "To drink from" in page
    assert "Mug" in page
    assert "Plate" not in page
    assert owner.post(f"{LIST}preview/", draft(name="Spoons", slug="spoons")).status_code == 200
    page = owner.get(f"{LIST}preview/").text
    assert "Spoons" in page
    assert "Plate" not in page
