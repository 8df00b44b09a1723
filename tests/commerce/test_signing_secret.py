"""A payment provider's calls are known by a secret of the store's own, which nobody is shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from commerce.models import Payment, PaymentMethod, SandboxCharge
from commerce.payments import test_gateway
from commerce.payments.signing import SECRET, set_signing_secret, signing_secret_of
from stores.models import AuditEntry, Store
from stores.roles import Role
from stores.scope import store_scope
from tests.commerce.shop import buy, offer_test_gateway, signing_secret
from tests.factories import make_product

PLANTED = "whsec_PlantedByTheTest0123456789"


@pytest.fixture
def method(store: Store) -> PaymentMethod:
    return offer_test_gateway(store)


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, Role.OWNER))


def form_of(client: Client, method: PaymentMethod) -> tuple[str, dict[str, Any]]:
    path = f"/admin/settings/payment/edit/{method.pk}/"
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in values.items() if value is not None}
    return path, data


def call(client: Client, payment: Payment, secret: str) -> int:
    body = json.dumps({"payment": str(payment.public_id)}).encode()
    return client.post(
        "/webhooks/payments/test/",
        body,
        content_type="application/json",
        headers={test_gateway.SIGNATURE_HEADER: test_gateway.signature(body, secret)},
    ).status_code


def test_one_stores_signature_is_worthless_at_another(store, other_store, store_client) -> None:
    offer_test_gateway(store)
    offer_test_gateway(other_store)
    assert signing_secret(store) != signing_secret(other_store)
    client = store_client(other_store)
    buy(client, make_product(other_store), pay_by="test")
    with store_scope(other_store):
        payment = Payment.objects.get()
        SandboxCharge.objects.update(decision="paid", decided_from=payment.created_at)
    assert call(client, payment, signing_secret(store)) == 400
    payment.refresh_from_db()
    assert payment.status == "pending"
    assert call(client, payment, signing_secret(other_store)) == 200
    payment.refresh_from_db()
    assert payment.status == "paid"


def test_a_store_without_the_provider_takes_no_calls(store, store_client) -> None:
    assert signing_secret_of(store_id=store.pk, provider="test") == ""
    body = b"{}"
    headers = {test_gateway.SIGNATURE_HEADER: test_gateway.signature(body, "")}
    response = store_client(store).post(
        "/webhooks/payments/test/", body, content_type="application/json", headers=headers
    )
    assert response.status_code == 400


def test_a_new_method_is_given_a_secret(store, owner: Client) -> None:
    Store.objects.filter(pk=store.pk).update(is_test_mode=True)
    answer = owner.post(
        "/admin/settings/payment/new/", {"provider": "test", "name": "Test", "position": "0"}
    )
    assert answer.status_code == 302
    with store_scope(store):
        assert PaymentMethod.objects.get(provider="test").credentials[SECRET].startswith("whsec_")


def test_the_screen_says_since_when_and_never_what(store, owner: Client, method) -> None:
    with time_machine.travel(datetime(2026, 5, 3, 9, tzinfo=UTC), tick=False):
        set_signing_secret(method, PLANTED)
        method.save()
    page = owner.get(f"/admin/settings/payment/edit/{method.pk}/").content.decode()
    assert "Set on May 3, 2026. Leave empty to keep it." in page
    assert PLANTED not in page


def test_empty_keeps_it_and_a_new_one_replaces_it(store, owner: Client, method) -> None:
    before = signing_secret(store)
    path, data = form_of(owner, method)
    response = owner.post(path, data | {"name": "Renamed", "signing_secret": ""})
    assert response.status_code == 302, response.context["form"].errors
    method.refresh_from_db()
    assert method.name == "Renamed"
    assert signing_secret(store) == before
    assert owner.post(path, data | {"signing_secret": PLANTED}).status_code == 302
    assert signing_secret(store) == PLANTED
    entry = AuditEntry.objects.filter(action="payment_method.changed").first()
    assert entry is not None
    assert entry.after["credentials"] == "••••"


def test_one_that_is_too_short_is_refused_and_not_shown(store, owner: Client, method) -> None:
    before = signing_secret(store)
    path, data = form_of(owner, method)
    page = owner.post(path, data | {"signing_secret": "too-short-x"})
    assert page.status_code == 200
    assert "too-short-x" not in page.content.decode()
    assert "at least 16 characters" in page.content.decode()
    assert signing_secret(store) == before


def test_a_bank_transfer_has_none(store, owner: Client) -> None:
    with store_scope(store):
        manual = PaymentMethod.objects.get(provider="manual")
    page = owner.get(f"/admin/settings/payment/edit/{manual.pk}/").content.decode()
    assert "signing_secret" not in page


def test_the_secret_stands_nowhere_in_the_database(store, owner: Client, method) -> None:
    """All columns of all tables are searched: revisions, log entries, references, the index,
    sessions, tasks and the audit log among them."""
    path, data = form_of(owner, method)
    owner.post(path, data | {"signing_secret": PLANTED})
    buy(Client(HTTP_HOST=store.primary_domain().hostname), make_product(store), pay_by="test")
    owner.get("/admin/settings/payment/", {"export": "csv"})
    assert signing_secret(store) == PLANTED
    assert tables_with(PLANTED) == []
    assert "commerce_paymentmethod" in tables_with("Test payment"), "the search finds nothing"


def tables_with(text: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(
                f'SELECT 1 FROM "{table}" t WHERE to_jsonb(t)::text LIKE %s LIMIT 1', [f"%{text}%"]
            )
            if cursor.fetchone():
                found.append(table)
    return found
