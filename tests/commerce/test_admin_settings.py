"""Shipping, payment and taxes in a store's admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commerce.models import PaymentMethod, ShippingMethod, TaxRate
from stores.models import Store

BASE = "/admin/settings/"

GOOD: dict[str, dict[str, str]] = {
    "shipping": {
        "name": "Express",
        "description": "",
        "price": "9.90",
        "free_over": "",
        "position": "1",
        "is_active": "on",
    },
    "payment": {
        "provider": "test",
        "name": "Card",
        "instructions": "",
        "position": "1",
        "is_active": "on",
    },
    "taxes": {"name": "VAT", "tax_class": "reduced", "rate": "7"},
}
MODELS: dict[str, Any] = {"shipping": ShippingMethod, "payment": PaymentMethod, "taxes": TaxRate}

BAD = [
    ("shipping", "price", "9.999"),
    ("shipping", "price", "-1"),
    ("shipping", "price", ""),
    ("shipping", "free_over", "0.001"),
    ("shipping", "name", ""),
    ("payment", "provider", "manual"),
    ("payment", "provider", "gold"),
    ("payment", "name", ""),
    ("taxes", "rate", "101"),
    ("taxes", "rate", "-1"),
    ("taxes", "rate", "NaN"),
    ("taxes", "tax_class", "standard"),
    ("taxes", "tax_class", "luxury"),
]


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


@pytest.mark.parametrize("what", ["shipping", "taxes"])
def test_one_is_added_changed_and_deleted(owner: Client, store: Store, what: str) -> None:
    assert owner.post(f"{BASE}{what}/new/", GOOD[what]).status_code == 302
    row = MODELS[what].objects.get(name=GOOD[what]["name"], store=store)
    assert GOOD[what]["name"] in owner.get(f"{BASE}{what}/").content.decode()
    data = {**GOOD[what], "name": "Other"}
    assert owner.post(f"{BASE}{what}/edit/{row.pk}/", data).status_code == 302
    assert MODELS[what].objects.get(pk=row.pk).name == "Other"
    assert owner.post(f"{BASE}{what}/delete/{row.pk}/").status_code == 302
    assert not MODELS[what].objects.filter(pk=row.pk).exists()


def test_only_a_store_in_test_mode_can_offer_the_test_payment(owner: Client, store: Store) -> None:
    page = owner.get(f"{BASE}payment/new/").content.decode()
    assert 'value="manual"' in page
    assert 'value="test"' not in page
    refused = owner.post(f"{BASE}payment/new/", GOOD["payment"])
    assert "provider" in refused.context["form"].errors

    Store.objects.filter(pk=store.pk).update(is_test_mode=True)
    assert owner.post(f"{BASE}payment/new/", GOOD["payment"]).status_code == 302
    assert "is_test_mode" not in owner.get(f"{BASE}store/").content.decode()


@pytest.mark.parametrize(("field", "value"), [("price", "100000000"), ("free_over", "99999999999")])
def test_an_amount_that_orders_cannot_hold_is_refused(
    owner: Client, store: Store, field: str, value: str
) -> None:
    response = owner.post(f"{BASE}shipping/new/", {**GOOD["shipping"], field: value})
    assert response.context["form"].errors[field] == ["A price is at most 99999999."]


@pytest.mark.parametrize(("what", "field", "value"), BAD)
def test_bad_input_is_explained(
    owner: Client, store: Store, what: str, field: str, value: str
) -> None:
    before = MODELS[what].objects.filter(store=store).count()
    response = owner.post(f"{BASE}{what}/new/", {**GOOD[what], field: value})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert MODELS[what].objects.filter(store=store).count() == before


def test_two_shipping_methods_may_have_one_name(owner: Client, store: Store) -> None:
    for _time in range(2):
        assert owner.post(f"{BASE}shipping/new/", GOOD["shipping"]).status_code == 302
    codes = ShippingMethod.objects.filter(name="Express").values_list("code", flat=True)
    assert sorted(codes) == ["express", "express-2"]


def test_a_code_stays_when_the_name_changes(owner: Client, store: Store) -> None:
    method = ShippingMethod.objects.get(store=store)
    owner.post(f"{BASE}shipping/edit/{method.pk}/", {**GOOD["shipping"], "name": "Post"})
    method.refresh_from_db()
    assert (method.name, method.code) == ("Post", "standard")


@pytest.mark.parametrize("what", MODELS)
def test_those_of_another_store_do_not_exist(owner: Client, other_store: Store, what: str) -> None:
    other = MODELS[what].objects.filter(store=other_store).first()
    for view in ("edit", "delete", "usage", "history"):
        url = f"{BASE}{what}/{view}/{other.pk}/"
        assert owner.get(url).status_code == 404, url
        assert owner.post(url, GOOD[what]).status_code == 404, url
    assert MODELS[what].objects.filter(pk=other.pk, name=other.name).exists()
