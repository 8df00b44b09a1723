"""What a new owner has yet to do ticks itself off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commerce.models import PaymentMethod, ShippingMethod
from commerce.selectors.onboarding import onboarding_of
from commerce.services.store_defaults import default_instructions
from stores.checklist import checklist, items
from stores.models import Branding, Store, User
from stores.roles import Role
from stores.scope import store_scope
from stores.services.provision_store import provision_store
from tests.conftest import PASSWORD, client_on
from tests.factories import make_image, make_product
from tests.platform_site.test_control_stores import make_order

HOST = "gamma.localhost"


@pytest.fixture
def pending(db: None) -> Store:
    return provision_store(
        name="Gamma",
        slug="gamma",
        owner_email="owner@gamma.example",
        owner_password=PASSWORD,
        is_pending=True,
    )


@pytest.fixture
def owner(pending: Store) -> Client:
    return client_on(HOST, User.objects.get(email="owner@gamma.example"))


def done(store: Store) -> set[str]:
    with store_scope(store):
        fresh = Store.objects.get(pk=store.pk)
        return {item.key for item in items() if item.is_done(fresh)}


def test_a_new_store_has_everything_to_do(pending, owner):
    assert done(pending) == set()
    page = owner.get("/admin/").text
    assert "0 of 6 done" in page
    for item in items():
        assert str(item.title) in page


def test_each_item_ticks_itself_off_and_opens_again(pending):
    image = make_image(pending)
    with store_scope(pending):
        Branding.objects.update(logo=image)
        assert done(pending) == {"logo"}
        Branding.objects.update(logo=None)
        assert done(pending) == set()
        ShippingMethod.objects.update(price="4.90")
        assert done(pending) == {"shipping"}
        ShippingMethod.objects.update(is_active=False)
        assert done(pending) == set()
        PaymentMethod.objects.update(instructions="IBAN DE00 1234")
        assert done(pending) == {"payment"}
        PaymentMethod.objects.update(instructions=default_instructions(pending))
    make_product(pending, live=False)
    assert done(pending) == set()
    make_product(pending, "Cup")
    Store.objects.filter(pk=pending.pk).update(contact_address="Dock 1, Hamburg")
    assert done(pending) == {"product", "contact"}


def test_what_another_store_has_done_counts_for_nobody_else(pending, store):
    make_product(store)
    assert done(pending) == set()


def test_everybody_sees_what_is_theirs_to_do(pending, as_member):
    seen = {}
    for role in Role.values:
        user = as_member(pending, role)
        with store_scope(pending):
            person = User.objects.get(pk=user.pk)
            seen[role] = {line.item.key for line in checklist(pending, person)}
    assert seen["Owner"] == {"logo", "product", "shipping", "payment", "contact", "go_live"}
    assert seen["Manager"] == {"logo", "product", "shipping", "contact"}
    assert seen["Editor"] == {"product"}
    assert seen["Fulfilment"] == set()
    clerk = client_on(HOST, as_member(pending, Role.FULFILMENT))
    assert "Get your shop ready" not in clerk.get("/admin/").text


def test_the_whole_list_is_one_query(pending, as_member):
    user = as_member(pending, Role.OWNER)
    with store_scope(pending):
        person = User.objects.get(pk=user.pk)
        person.has_perm("catalog.add_product")
        with CaptureQueriesContext(connection) as queries:
            checklist(pending, person)
    assert len([q for q in queries if "set_config" not in q["sql"]]) == 1


def test_the_owner_opens_the_shop_once(pending, owner):
    assert client_on(HOST).get("/").status_code == 503
    page = owner.get("/admin/go-live/").text
    assert "Add your logo" in page
    assert client_on(HOST).get("/").status_code == 503
    done_page = owner.post("/admin/go-live/", follow=True).text
    assert "Gamma is open" in done_page
    opened = Store.objects.get(pk=pending.pk)
    assert (opened.status, client_on(HOST).get("/").status_code) == ("active", 200)
    assert "opened already" in owner.post("/admin/go-live/", follow=True).text
    assert Store.objects.get(pk=pending.pk).opened_at == opened.opened_at


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.FULFILMENT])
def test_nobody_but_an_owner_opens_it(pending, as_member, role):
    client = client_on(HOST, as_member(pending, role))
    assert 'href="/admin/go-live/"' not in client.get("/admin/").text
    client.post("/admin/go-live/")
    assert Store.objects.get(pk=pending.pk).status == "pending"


def test_a_suspended_store_is_not_opened_by_its_owner(pending, owner):
    Store.objects.filter(pk=pending.pk).update(status="suspended")
    owner.post("/admin/go-live/")
    assert Store.objects.get(pk=pending.pk).status == "suspended"


def test_the_list_is_put_away_for_one_person_at_one_store(pending, owner, as_member):
    assert "Get your shop ready" in owner.get("/admin/").text
    for _twice in range(2):
        owner.post("/admin/checklist/dismiss/")
    assert "Get your shop ready" not in owner.get("/admin/").text
    colleague = client_on(HOST, as_member(pending, Role.MANAGER))
    assert "Get your shop ready" in colleague.get("/admin/").text


def test_the_list_goes_when_all_is_done(pending, owner):
    image = make_image(pending)
    make_product(pending)
    with store_scope(pending):
        Branding.objects.update(logo=image)
        ShippingMethod.objects.update(price="4.90")
        PaymentMethod.objects.update(instructions="IBAN DE00 1234")
    Store.objects.filter(pk=pending.pk).update(contact_address="Dock 1, Hamburg")
    assert "5 of 6 done" in owner.get("/admin/").text
    owner.post("/admin/go-live/")
    assert "Get your shop ready" not in owner.get("/admin/").text


def test_the_control_host_has_no_list(control_client):
    assert control_client.post("/admin/checklist/dismiss/").status_code == 404
    assert control_client.get("/admin/go-live/").status_code == 404


def test_the_time_from_made_to_the_first_order_is_told(pending, store, control_client):
    waiting = onboarding_of(pending)
    assert (waiting.to_open, waiting.to_order, waiting.in_all) == (None, None, None)
    make_order(store, 1002, "10", days_ago=1)
    make_order(store, 1001, "10", days_ago=2)
    make_order(store, None, "10", status="draft", days_ago=3)
    Store.objects.filter(pk=store.pk).update(created_at=days_ago(5), opened_at=days_ago(4))

    told = onboarding_of(Store.objects.get(pk=store.pk))

    assert [round(t.total_seconds() / 86400) for t in (told.to_open, told.to_order, told.in_all)
            if t is not None] == [1, 2, 3]  # fmt: skip
    page = control_client.get("/admin/control/stores/alpha/").text
    assert "after 3\xa0days" in page


def days_ago(days: int) -> Any:
    return timezone.now() - timedelta(days=days, minutes=5)
