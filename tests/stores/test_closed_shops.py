"""What a shop, its admin and its payments answer while it is pending, closing or in maintenance."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stores.models import Store, User
from stores.roles import Role
from tests.conftest import client_on

pytestmark = pytest.mark.django_db

SHOP = ("/", "/products/", "/cart/", "/about/", "/search/?q=tea", "/documents/1/x.txt")
UNKNOWN_ORDER = "/orders/" + "x" * 43 + "/"


def put(store: Store, status: str, **fields: Any) -> Store:
    Store.all_objects.filter(pk=store.pk).update(status=status, **fields)
    return store


def payments_go_on(client: Client) -> bool:
    """Each is answered by its own view, which knows none of these."""
    return (
        client.post("/webhooks/payments/nope/").json() == {"error": "unknown provider"}
        and client.get(f"/payments/return/{uuid4()}/").status_code == 404
        and client.get(UNKNOWN_ORDER).status_code == 404
    )


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, Role.OWNER))


# Pending


def test_a_pending_shop_opens_soon_and_no_search_engine_keeps_it(store: Store) -> None:
    put(store, "pending")
    visitor = client_on("alpha.localhost")
    for path in SHOP:
        response = visitor.get(path)
        assert response.status_code == 503, path
        assert response.headers["Retry-After"] == "86400"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Cache-Control"] == "no-store"
    assert "Opening soon" in response.text
    assert 'content="noindex"' in response.text
    assert visitor.post("/cart/add/").status_code == 503
    assert visitor.get("/theme/1.css").status_code == 200
    assert payments_go_on(visitor)


def test_whoever_works_there_sees_the_shop_as_it_will_be(owner: Client, store: Store) -> None:
    put(store, "pending")
    response = owner.get("/")
    assert response.status_code == 200
    assert "Preview: you see the shop because you are signed in" in response.text
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert owner.get("/products/").status_code == 200


def test_the_preview_is_not_in_an_open_shop(owner: Client) -> None:
    response = owner.get("/")
    assert "Preview:" not in response.text
    assert "X-Robots-Tag" not in response.headers


def test_a_session_of_another_store_opens_no_preview(
    store: Store, other_store: Store, as_member, store_client
) -> None:
    put(store, "pending")
    elsewhere = store_client(other_store, as_member(other_store, Role.OWNER))
    assert elsewhere.get("/").status_code == 200
    here = client_on("alpha.localhost")
    here.cookies = elsewhere.cookies
    assert here.get("/").status_code == 503


def test_a_session_that_nobody_is_signed_in_to_opens_no_preview(store: Store) -> None:
    put(store, "pending")
    visitor = client_on("alpha.localhost")
    visitor.cookies["sessionid"] = "x" * 32
    assert visitor.get("/").status_code == 503


def test_somebody_who_was_deactivated_sees_no_preview(owner: Client, store: Store) -> None:
    put(store, "pending")
    User.objects.filter(email="owner@alpha.example").update(is_active=False)
    assert owner.get("/").status_code == 503


def test_the_admin_of_a_pending_store_is_open_and_says_so(owner: Client, store: Store) -> None:
    put(store, "pending")
    assert "This store is not open yet" in owner.get("/admin/").text
    sent = owner.post("/admin/settings/store/", {})
    assert sent.status_code == 200, "the form is looked at, and not refused"


# Suspended


def test_shoppers_read_the_message_and_when_to_come_back(store: Store) -> None:
    until = timezone.now() + timedelta(hours=3)
    put(store, "suspended", status_message="Moving house <b>", status_until=until)
    response = client_on("alpha.localhost").get("/")
    assert "Moving house &lt;b&gt;" in response.text
    assert "Expected to be back on" in response.text
    assert 3 * 3600 - 60 < int(response.headers["Retry-After"]) <= 3 * 3600


def test_a_suspension_that_is_about_to_end_has_them_wait_for_a_minute(store: Store) -> None:
    put(store, "suspended", status_until=timezone.now() - timedelta(seconds=5))
    assert client_on("alpha.localhost").get("/").headers["Retry-After"] == "60"


# Closing


def test_a_closing_shop_has_closed_while_payments_come_to_their_end(store: Store) -> None:
    put(store, "closing", erase_at=timezone.now() + timedelta(days=9))
    visitor = client_on("alpha.localhost")
    for path in SHOP:
        response = visitor.get(path)
        assert response.status_code == 410, path
        assert response.headers["Cache-Control"] == "no-store"
    assert visitor.post("/checkout/").status_code == 410
    assert visitor.post(f"{UNKNOWN_ORDER}pay/").status_code == 410
    assert payments_go_on(visitor)


def test_the_admin_of_a_closing_store_is_read_and_not_written(owner: Client, store: Store) -> None:
    put(store, "closing", erase_at=timezone.now() + timedelta(days=9, hours=1))
    page = owner.get("/admin/").text
    assert "This store is being closed" in page
    assert "1 week, 2 days" in page.replace("\xa0", " ")
    refused = owner.post("/admin/settings/store/", {"name": "New"})
    assert refused.status_code == 403
    assert "being closed" in refused.text
    assert Store.objects.get(pk=store.pk).name == "Alpha"
    signs_in = client_on("alpha.localhost", User.objects.get(email="owner@alpha.example"))
    assert signs_in.get("/admin/").status_code == 200


def test_a_disabled_store_hears_nothing(store: Store) -> None:
    put(store, "disabled")
    visitor = client_on("alpha.localhost")
    assert visitor.post("/webhooks/payments/nope/").status_code == 410
    assert visitor.get("/").headers["Cache-Control"] == "no-store"


# Maintenance


@pytest.fixture(params=["store", "platform"])
def in_maintenance(request: pytest.FixtureRequest, store: Store) -> Store:
    which = store.pk if request.param == "store" else 0
    Store.all_objects.filter(pk=which).update(
        in_maintenance=True, maintenance_message="Counting <stock>"
    )
    return store


def test_shoppers_read_that_the_shop_is_in_maintenance(in_maintenance: Store) -> None:
    visitor = client_on("alpha.localhost")
    for path in SHOP:
        response = visitor.get(path)
        assert response.status_code == 503, path
        assert response.headers["Retry-After"] == "900"
        assert response.headers["Cache-Control"] == "no-store"
    assert "Counting &lt;stock&gt;" in response.text
    assert visitor.get("/theme/1.css").status_code == 200
    assert visitor.get("/healthz").status_code == 200
    assert payments_go_on(visitor)


def test_maintenance_of_one_store_is_not_anothers(store: Store, other_store: Store) -> None:
    put(store, "active", in_maintenance=True)
    assert client_on("alpha.localhost").get("/").status_code == 503
    assert client_on("beta.localhost").get("/").status_code == 200


def test_the_admin_and_center_control_work_during_maintenance(
    in_maintenance: Store, as_member, store_client, control_client: Client
) -> None:
    owner = store_client(in_maintenance, as_member(in_maintenance, Role.OWNER))
    page = owner.get("/admin/").text
    assert "Your admin works as usual" in page
    assert owner.post("/admin/settings/store/", {}).status_code == 200
    assert control_client.get("/admin/control/stores/").status_code == 200


def test_maintenance_adds_no_query(store: Store) -> None:
    def queries(path: str) -> int:
        visitor = client_on("alpha.localhost")
        with CaptureQueriesContext(connection) as captured:
            visitor.get(path)
        return len(captured)

    queries("/theme/1.css")
    open_shop = queries("/theme/1.css")
    put(store, "active", in_maintenance=True)
    assert queries("/theme/1.css") == open_shop
    assert queries("/") == 1


def test_what_has_closed_does_not_say_that_it_comes_back(in_maintenance: Store) -> None:
    put(in_maintenance, "disabled")
    assert client_on("alpha.localhost").get("/").status_code == 410
