"""Collections and brands in a store's admin, as its staff use them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from catalog.models import Brand, Collection, Product
from stores.models import Store
from stores.scope import store_scope
from tests.factories import make_category, make_product

LIST = "/admin/snippets/catalog/collection/"
BRANDS = "/admin/snippets/catalog/brand/"


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


def data(
    *,
    chosen: list[dict[str, Any]] | None = None,
    rules: list[dict[str, Any]] | None = None,
    initial: int = 0,
    **fields: Any,
) -> dict[str, Any]:
    return nested_form_data(
        {
            "name": "Summer",
            "slug": "summer",
            "description": "",
            "image": "",
            "kind": "manual",
            "match": "all",
            "sorting": "chosen",
            "seo_title": "",
            "search_description": "",
            "chosen": inline_formset(chosen or [], initial=initial),
            "rules": inline_formset(
                [{"name": "", "value": "", **rule} for rule in rules or []],
            ),
            **fields,
        }
    )


def errors_of(response: Any) -> str:
    form = response.context["form"]
    formsets = {name: (f.errors, f.non_form_errors()) for name, f in form.formsets.items()}
    return f"{form.errors} {formsets}"


def create(client: Client, **fields: Any) -> Collection:
    response = client.post(f"{LIST}add/", {**data(**fields), "action-publish": "1"})
    assert response.status_code == 302, errors_of(response)
    return Collection.objects.get(slug=fields.get("slug", "summer"))


def test_products_are_chosen_in_an_order_and_keep_their_keys(owner: Client, store: Store) -> None:
    mug, cup = make_product(store, "Mug"), make_product(store, "Cup")
    collection = create(
        owner, chosen=[{"product": cup.pk, "ORDER": "2"}, {"product": mug.pk, "ORDER": "1"}]
    )
    keys = [row.pk for row in collection.chosen.all()]
    assert [row.product for row in collection.chosen.all()] == [mug, cup]
    rows = [{"id": row.pk, "product": row.product_id} for row in collection.chosen.all()]
    response = owner.post(
        f"{LIST}edit/{collection.pk}/", {**data(chosen=rows, initial=2), "action-publish": "1"}
    )
    assert response.status_code == 302, errors_of(response)
    assert [row.pk for row in collection.chosen.all()] == keys


def test_a_draft_of_a_collection_is_not_in_the_store(owner: Client, store: Store) -> None:
    assert owner.post(f"{LIST}add/", data()).status_code == 302
    collection = Collection.objects.get(slug="summer")
    assert not collection.live
    assert owner.get(collection.get_absolute_url()).status_code == 404


RULE_MESSAGES = [
    ("category", "", "nowhere", "There is no category “nowhere”"),
    ("category", "", "", "Write what it is compared with"),
    ("brand", "", "nobody", "There is no brand “nobody”"),
    ("attribute", "", "Oak", "Write the name of the fact"),
    ("option", "", "Red", "Write the name of the option"),
    ("price_under", "", "cheap", "“cheap” is no price"),
    ("price_under", "", "NaN", "is no price"),
    ("price_from", "", "-1", "is no price"),
    ("new", "", "soon", "Write a number of days"),
    ("new", "", "0", "Write a number of days"),
]


@pytest.mark.parametrize(("subject", "name", "value", "message"), RULE_MESSAGES)
def test_a_rule_that_means_nothing_is_explained(
    owner: Client, subject: str, name: str, value: str, message: str
) -> None:
    rules = [{"subject": subject, "name": name, "value": value}]
    response = owner.post(f"{LIST}add/", {**data(kind="rules", rules=rules), "action-publish": "1"})
    assert response.status_code == 200
    assert message in errors_of(response)
    assert not Collection.objects.exists()


@pytest.mark.parametrize(
    ("subject", "value", "stored"),
    [
        ("category", "KITCHEN", "kitchen"),
        ("category", "kitchen", "kitchen"),
        ("brand", "hay & co", "Hay & Co"),
        ("brand", "hay", "Hay & Co"),
        ("tag", "Gift ", "Gift"),
        ("price_under", "20,50", "20.5"),
        ("new", "030", "30"),
        ("on_sale", "whatever", ""),
    ],
)
def test_a_rule_keeps_what_it_is_compared_with(
    owner: Client, store: Store, subject: str, value: str, stored: str
) -> None:
    make_category(store, "Kitchen")
    Brand.objects.create(store=store, name="Hay & Co", slug="hay")
    collection = create(owner, kind="rules", rules=[{"subject": subject, "value": value}])
    assert collection.rules.get().value == stored


def test_a_brand_is_made_in_the_chooser_from_its_name_alone(owner: Client, store: Store) -> None:
    Brand.objects.create(store=store, name="Hay", slug="hay")
    response = owner.post("/admin/snippets/choose/catalog/brand/create/", {"name": "Häy"})
    assert response.status_code == 200
    assert sorted(Brand.objects.values_list("slug", flat=True)) == ["hay", "hay-2"]


def test_a_brand_has_a_slug_of_its_own(owner: Client, store: Store) -> None:
    Brand.objects.create(store=store, name="Hay", slug="hay")
    response = owner.post(f"{BRANDS}add/", {"name": "Heu", "slug": "hay"})
    assert "Another brand has this slug" in str(response.context["form"].errors)
    assert owner.post(f"{BRANDS}add/", {"name": "Heu", "slug": "heu"}).status_code == 302
    assert "Heu" in owner.get(BRANDS).content.decode()


def test_collections_and_brands_of_another_store_are_not_there(
    owner: Client, other_store: Store
) -> None:
    foreign = make_product(other_store, "Secret")
    collection = Collection.objects.create(store=other_store, name="Secret", slug="secret")
    brand = Brand.objects.create(store=other_store, name="Secret", slug="secret")
    for url in (LIST, BRANDS):
        assert "Secret" not in owner.get(url).content.decode()
    assert owner.get(f"{LIST}edit/{collection.pk}/").status_code == 404
    assert owner.get(f"{BRANDS}edit/{brand.pk}/").status_code == 404
    response = owner.post(f"{LIST}add/", data(chosen=[{"product": foreign.pk}]))
    assert "valid choice" in errors_of(response)


def test_the_form_offers_what_rules_can_name(owner: Client, store: Store) -> None:
    make_category(store, "Cups", parent=make_category(store, "Kitchen"))
    Brand.objects.create(store=store, name="Hay & Co", slug="hay")
    page = owner.get(f"{LIST}add/").text
    assert '<option value="cups" label="Kitchen › Cups">' in page
    assert '<option value="Hay &amp; Co">' in page


def rules_in_draft(collection: Collection) -> list[str]:
    draft = Collection.objects.get(pk=collection.pk).get_latest_revision_as_object()
    return [rule.value for rule in draft.rules.all()]


def test_rules_follow_a_category_to_another_slug_drafts_too(owner: Client, store: Store) -> None:
    kitchen = make_category(store, "Kitchen", slug="old")
    collection = create(owner, kind="rules", rules=[{"subject": "category", "value": "old"}])
    with store_scope(store):
        kitchen.slug = "new"
        kitchen.save()
    assert [collection.rules.get().value] == rules_in_draft(collection) == ["new"]


def test_rules_and_lists_follow_a_brand_to_another_name(owner: Client, store: Store) -> None:
    brand = Brand.objects.create(store=store, name="Hay", slug="hay")
    product = make_product(store, "Mug", brand=brand)
    collection = create(owner, kind="rules", rules=[{"subject": "brand", "value": "Hay"}])
    with store_scope(store), indexed() as products:
        brand.name = "Heu"
        brand.save()
    assert [collection.rules.get().value] == rules_in_draft(collection) == ["Heu"]
    assert products == [product.pk]
    with store_scope(store), indexed() as products:
        brand.delete()
    assert products == [product.pk]
    assert Product.objects.get(pk=product.pk).brand is None


def test_every_field_of_the_form_is_there_once(owner, store):
    Store.objects.filter(pk=store.pk).update(languages=["de"])
    text = owner.get("/admin/snippets/catalog/collection/add/").text
    names = re.findall(r'name="(translations-[^"]+)"', text)
    assert names
    assert len(names) == len(set(names))


@contextmanager
def indexed() -> Iterator[list[int]]:
    """The products whose read model is written anew."""
    written: list[int] = []
    with mock.patch(
        "catalog.services.reindex_products.index_products",
        lambda *, product_ids: written.extend(product_ids),
    ):
        yield written
