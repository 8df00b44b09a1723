"""What a store that is suspended still answers, and how."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from stores.models import Store, User
from stores.roles import Role
from stores.services.begin_support import begin_support
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

UNKNOWN_ORDER = "/orders/" + "x" * 43 + "/"


@pytest.fixture
def suspended(store: Store) -> Store:
    Store.objects.filter(pk=store.pk).update(status=Store.Status.SUSPENDED, language="de")
    return store


@pytest.fixture
def client(suspended: Store, store_client) -> Client:
    return store_client(suspended)


def test_it_says_so_in_its_language_with_the_headers_of_any_other_page(client: Client) -> None:
    response = client.get("/products/")
    assert response.status_code == 503
    assert response.headers["Content-Language"] == "de"
    assert '<html lang="de"' in response.content.decode()
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == settings.SECURE_REFERRER_POLICY


def test_the_refusal_of_a_change_has_the_headers_too(client: Client) -> None:
    response = client.post("/admin/settings/store/")
    assert response.status_code == 403
    assert "Content-Security-Policy" in response.headers
    assert response.headers["Content-Language"] == "de"


def test_ones_own_sign_in_stays_ones_own(suspended: Store, as_member, store_client) -> None:
    """Whoever's password is known to strangers need not wait until the store is open again."""
    owner = as_member(suspended, Role.OWNER)
    here, lost = store_client(suspended, owner), store_client(suspended, owner)
    here.post("/admin/security/sign-out/", {"which": "others"})
    assert lost.get("/admin/").status_code == 302
    new = "another long passphrase"
    changed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/admin/security/password/", changed).status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(new)


def test_support_is_sent_out_by_the_owner_all_the_same(
    suspended: Store, operator: User, as_member, store_client
) -> None:
    begun = begin_support(
        store=suspended, operator=operator, reason="Why?", duration=timedelta(minutes=15)
    )
    owner = store_client(suspended, as_member(suspended, Role.OWNER))
    owner.post(f"/admin/settings/support/{begun.access.pk}/end/")
    begun.access.refresh_from_db()
    assert begun.access.ended_at is not None


def test_payments_under_way_come_to_their_end(client: Client) -> None:
    """Each is answered by its own view, which knows none of these."""
    assert client.post("/webhooks/payments/nope/").json() == {"error": "unknown provider"}
    assert client.get(f"/payments/return/{uuid4()}/").status_code == 404
    assert client.get(UNKNOWN_ORDER).status_code == 404


@pytest.mark.parametrize("path", ["/checkout/", "/checkout/review/", f"{UNKNOWN_ORDER}pay/"])
def test_no_new_one_begins(client: Client, path: str) -> None:
    assert client.post(path).status_code == 503
