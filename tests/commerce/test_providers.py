"""Which providers a store may use, and what follows from it for its owner and its shoppers."""

from __future__ import annotations

import itertools

import pytest
from django import forms
from django.db import connection
from django.test import Client

from commerce.models import Order, Payment, PaymentMethod, ProviderSetting, ShippingMethod
from commerce.selectors.checkout import payment_methods, shipping_methods
from commerce.selectors.providers import allowed_codes, usable_codes, users_of
from commerce.services.change_provider import change_provider, switch_provider
from stores.forms.secret import SecretField
from stores.models import AuditEntry, Plan, Store
from stores.roles import Role
from stores.scope import store_scope
from stores.services.provision_store import provision_store
from tests.commerce.shop import add, offer_test_gateway, place, walk_to_review
from tests.factories import make_product

Kind = ProviderSetting.Kind
URL = "/admin/control/providers/"


@pytest.fixture
def store(store: Store) -> Store:
    Store.objects.filter(pk=store.pk).update(country="DE", plan=Plan.objects.get(code="basic"))
    return Store.objects.select_related("plan").get(pk=store.pk)


@pytest.fixture
def owner_client(store: Store, store_client, as_member) -> Client:
    return store_client(store, as_member(store, Role.OWNER))


# Who may use what


MATRIX = list(itertools.product((True, False), ([], ["basic"], ["pro"]), ([], ["DE"], ["FR"])))


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize(("is_enabled", "plans", "countries"), MATRIX)
def test_a_provider_is_for_who_is_named_or_for_all(store, kind, is_enabled, plans, countries):
    code = {"payment": "manual", "shipping": "flat"}[kind]
    change_provider(kind=kind, code=code, is_enabled=is_enabled, plans=plans, countries=countries)
    expected = is_enabled and "pro" not in plans and "FR" not in countries
    with store_scope(store):
        methods = payment_methods(store) if kind == Kind.PAYMENT else shipping_methods(store)
        assert (code in allowed_codes(kind, store)) is expected
        assert (code in usable_codes(kind, store)) is expected
        assert (code in {method.provider for method in methods}) is expected
    offers = store in users_of(kind, code).first
    assert offers is expected, "and the operator sees the same"


def test_what_nobody_has_decided_about_is_for_everybody(store):
    assert not ProviderSetting.objects.exists()
    assert allowed_codes(Kind.PAYMENT, store) == {"manual", "test"}
    assert allowed_codes(Kind.SHIPPING, store) == {"flat"}


def test_a_store_without_a_plan_may_use_what_is_for_all_plans(store):
    Store.objects.filter(pk=store.pk).update(plan=None)
    store = Store.objects.get(pk=store.pk)
    change_provider(kind="payment", code="manual", plans=["basic"])
    with store_scope(store):
        assert payment_methods(store) == []
        assert [method.provider for method in shipping_methods(store)] == ["flat"]


def test_only_providers_that_are_installed_can_be_decided_about(store):
    for kind, code in (("payment", "nope"), ("shipping", "manual"), ("payment", "flat")):
        with pytest.raises(LookupError):
            switch_provider(kind=kind, code=code, on=False)
    assert not ProviderSetting.objects.exists()


# Shoppers


def test_what_is_switched_off_is_not_offered_and_a_post_of_it_is_refused(store, store_client):
    offer_test_gateway(store)
    client = store_client(store)
    add(client, make_product(store))
    walk_to_review(client)
    switch_provider(kind="payment", code="manual", on=False)
    page = client.get("/checkout/payment/").content.decode()
    assert 'value="manual"' not in page
    assert 'value="test"' in page
    answer = client.post("/checkout/payment/", {"method": "manual"})
    assert answer.status_code == 200
    assert "not offered any more" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "code", "step", "name"),
    [
        ("payment", "manual", "/checkout/payment/", "Bank transfer"),
        ("shipping", "flat", "/checkout/shipping/", "Standard delivery"),
    ],
)
def test_an_order_is_not_placed_by_what_was_switched_off_meanwhile(
    store, store_client, kind, code, step, name
):
    client = store_client(store)
    add(client, make_product(store))
    review = walk_to_review(client)
    switch_provider(kind=kind, code=code, on=False)
    answer = place(client, review)
    assert answer.url == step
    page = client.get(step).content.decode()
    assert f"“{name}” is not offered any more" in page
    with store_scope(store):
        assert not Order.objects.exists()


def test_a_store_with_no_way_to_ship_says_so(store, store_client):
    client = store_client(store)
    add(client, make_product(store))
    walk_to_review(client)
    switch_provider(kind="shipping", code="flat", on=False)
    assert client.get("/cart/").status_code == 200
    assert "does not ship at the moment" in client.get("/checkout/shipping/").content.decode()


def test_payments_under_way_are_finished(store, store_client):
    offer_test_gateway(store)
    client = store_client(store)
    add(client, make_product(store))
    hosted = place(client, walk_to_review(client, pay_by="test")).url
    switch_provider(kind="payment", code="test", on=False)
    client.post(hosted, {"choice": "success"})
    with store_scope(store):
        payment = Payment.objects.get()
        assert payment.status == Payment.Status.PAID
        assert payment.order.status == Order.Status.PLACED


# Owners


def test_an_owner_is_offered_what_the_store_may_use(store, owner_client):
    switch_provider(kind="payment", code="manual", on=False)
    Store.objects.filter(pk=store.pk).update(is_test_mode=True)
    page = owner_client.get("/admin/settings/payment/new/").content.decode()
    assert '<option value="test"' in page
    assert '<option value="manual"' not in page


def test_a_method_of_a_provider_that_is_not_allowed_cannot_be_added(store, owner_client):
    with store_scope(store):
        PaymentMethod.objects.all().delete()
        ShippingMethod.objects.all().delete()
    switch_provider(kind="payment", code="manual", on=False)
    switch_provider(kind="shipping", code="flat", on=False)
    for path, data in (
        ("payment", {"provider": "manual", "name": "Transfer", "position": 0}),
        ("shipping", {"provider": "flat", "name": "Parcel", "price": "5", "position": 0}),
    ):
        answer = owner_client.post(f"/admin/settings/{path}/new/", data)
        assert answer.status_code == 200
        assert "may not use this provider" in answer.content.decode()
    with store_scope(store):
        assert not PaymentMethod.objects.exists()
        assert not ShippingMethod.objects.exists()


def test_a_method_keeps_its_settings_and_says_that_it_is_not_available(store, owner_client):
    switch_provider(kind="payment", code="manual", on=False)
    with store_scope(store):
        method = PaymentMethod.objects.get(provider="manual")
    path = f"/admin/settings/payment/edit/{method.pk}/"
    assert "Not available to your store" in owner_client.get(path).content.decode()
    data = {"provider": "manual", "name": "By bank", "position": 0, "is_active": "on"}
    assert owner_client.post(path, data).status_code == 302
    switch_provider(kind="payment", code="manual", on=True)
    with store_scope(store):
        assert [(m.name, m.is_active) for m in payment_methods(store)] == [("By bank", True)]


def test_the_list_of_methods_says_what_is_switched_off(store, owner_client):
    before = owner_client.get("/admin/settings/payment/").content.decode()
    assert "Switched off by your provider" not in before
    switch_provider(kind="payment", code="manual", on=False)
    after = owner_client.get("/admin/settings/payment/").content.decode()
    assert "Switched off by your provider" in after


def test_a_new_store_begins_with_what_the_operator_has_set(db):
    change_provider(
        kind="payment", code="manual", defaults={"name": "Invoice", "instructions": "IBAN XX"}
    )
    switch_provider(kind="shipping", code="flat", on=False)
    new = provision_store(
        name="Gamma", slug="gamma-store", owner_email="owner@gamma.example", owner_password=None
    )
    with store_scope(new):
        method = PaymentMethod.objects.get()
        assert (method.name, method.instructions) == ("Invoice", "IBAN XX")
        assert not ShippingMethod.objects.exists()


# Operators


class KeyedProvider:
    """A provider with a key of the platform's own."""

    code = "keyed"
    name = "Keyed"
    description = "Has a key."

    def is_available(self, store: Store) -> bool:
        return True

    def default_fields(self) -> dict[str, forms.Field]:
        return {
            "api_key": SecretField(label="Key"),
            "sender": forms.CharField(label="Sender", required=False),
        }


@pytest.fixture
def keyed(settings) -> None:
    settings.SHIPPING_PROVIDERS = [
        *settings.SHIPPING_PROVIDERS,
        "tests.commerce.test_providers.KeyedProvider",
    ]


def test_a_key_of_the_platforms_is_kept_and_shown_to_nobody(store, keyed, control_client):
    key = "key-0123456789-abcdef"
    data = {"default_api_key": key, "default_sender": "Depot 7"}
    path = f"{URL}shipping/keyed/"
    assert control_client.post(path, data).status_code == 302
    setting = ProviderSetting.objects.get(code="keyed")
    assert setting.secrets == {"api_key": key}
    assert setting.defaults == {"sender": "Depot 7"}
    page = control_client.get(path).content.decode()
    assert "Depot 7" in page
    assert key not in page
    assert "Set. Leave empty to keep it." in page
    control_client.post(path, {"default_api_key": "", "default_sender": "Depot 8"})
    assert ProviderSetting.objects.get(code="keyed").secrets == {"api_key": key}
    with store_scope(store), connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM commerce_providersetting t")
        rows = str(cursor.fetchall())
    assert "Depot 8" in rows, "A store may read the plain part"
    assert key not in rows, "and of the key what nobody can read"
    entries = AuditEntry.objects.filter(action__startswith="provider.")
    assert key not in str(list(entries.values_list("before", "after")))


def test_the_screen_lists_what_is_installed_with_who_offers_it(store, control_client):
    page = control_client.get(URL).content.decode()
    for name in ("Bank transfer", "Test payment", "Flat rate", "All plans", "All countries"):
        assert name in page


def test_switching_off_says_who_offers_it_first(store, other_store, control_client):
    path = f"{URL}payment/manual/switch/"
    page = control_client.get(path).content.decode()
    assert "2 stores offer it now" in page
    assert "Alpha" in page
    assert "Beta" in page
    assert not ProviderSetting.objects.exists(), "Looking changes nothing."
    answer = control_client.post(path, {"to": "off"}, follow=True)
    assert "Bank transfer is switched off" in answer.content.decode()
    assert not ProviderSetting.objects.get().is_enabled
    control_client.post(path, {"to": "off"})
    assert not ProviderSetting.objects.get().is_enabled, "Twice is off and not on again."
    control_client.post(path, {"to": "on"})
    assert ProviderSetting.objects.get().is_enabled
    actions = list(
        AuditEntry.objects.filter(object_type="provider").values_list("action", "actor_kind")
    )
    assert ("provider.changed", "operator") in actions or ("provider.changed", "person") in actions


def test_narrowing_that_takes_it_from_stores_is_confirmed_first(store, other_store, control_client):
    path = f"{URL}payment/manual/"
    answer = control_client.post(path, {"plans": ["pro"]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "stores offer it now and could not any more" in page
    assert "although_used" in page
    assert not ProviderSetting.objects.exists()
    answer = control_client.post(path, {"plans": ["pro"], "although_used": "on"})
    assert answer.status_code == 302
    assert ProviderSetting.objects.get().plans == ["pro"]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("payment/manual/", {"plans": ["nope"]}),
        ("payment/manual/", {"countries": ["XX"]}),
        ("payment/manual/", {"countries": ["DE", "<script>"]}),
        ("payment/manual/", {"default_name": "x" * 81}),
        ("payment/manual/", {"default_instructions": "x\0"}),
        ("payment/manual/switch/", {}),
        ("payment/manual/switch/", {"to": "sideways"}),
    ],
)
def test_wrong_input_changes_nothing(store, control_client, path, data):
    assert control_client.post(URL + path, data).status_code == 200
    assert not ProviderSetting.objects.exists()


@pytest.mark.parametrize(
    "path", ["payment/nope/", "nope/manual/", "shipping/manual/", "payment/flat/switch/"]
)
def test_a_provider_that_there_is_not_is_not_found(control_client, path):
    assert control_client.get(URL + path).status_code == 404
    assert control_client.post(URL + path, {"to": "off"}).status_code == 404


def test_owners_have_no_way_to_these_screens(store, owner_client):
    assert owner_client.get(URL).status_code == 404
