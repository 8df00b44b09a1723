"""The screens on which operators open, suspend, resume, disable and close stores."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from commerce.models import Cart, CartLine, Order, Payment
from platform_site.control.status_actions import ACTIONS
from stores.models import Domain, PlatformSettings, Store
from stores.roles import Role
from stores.scope import store_scope
from tests.conftest import client_on
from tests.factories import make_product

pytestmark = pytest.mark.django_db

Status = Store.Status
OFFERED = {
    "pending": {"open", "close"},
    "active": {"suspend", "disable", "close"},
    "suspended": {"resume", "disable", "close"},
    "disabled": {"resume", "close"},
    "closing": {"keep", "disable"},
}
WHOLE: dict[str, dict[str, str]] = {"suspend": {"note": "Unpaid"}, "close": {"slug": "alpha"}}


def put(store: Store, status: str, **fields: Any) -> None:
    Store.objects.filter(pk=store.pk).update(status=status, **fields)


def status_of(store: Store) -> str:
    return Store.objects.get(pk=store.pk).status


def at(action: str) -> str:
    return f"/admin/control/stores/alpha/{action}/"


@pytest.mark.parametrize(("status", "action"), list(product(Status.values, ACTIONS)))
def test_what_is_offered_can_be_done_and_nothing_else(
    control_client: Client, store: Store, status: str, action: str
) -> None:
    put(store, status, erase_at=timezone.now() + timedelta(days=9))
    offered = f'href="{at(action)}"' in control_client.get("/admin/control/stores/alpha/").text
    assert offered == (action in OFFERED[status])
    shown = control_client.get(at(action))
    assert shown.status_code == (200 if offered else 302)
    response = control_client.post(at(action), WHOLE.get(action, {}), follow=True)
    assert response.status_code == 200
    assert status_of(store) == (ACTIONS[action].status if offered else status)
    assert bool(mail.outbox) == offered


def meet(store: Store) -> None:
    """Two shoppers with a cart, one of them at the payment provider's."""
    mug = make_product(store)
    with store_scope(store):
        for _shopper in range(2):
            cart = Cart.objects.create(currency="EUR")
            CartLine.objects.create(cart=cart, variant=mug.variants.get(), quantity=1)
        order = Order.objects.create(
            cart=cart, email="a@example.com", shipping_address={}, language="en", currency="EUR",
            prices_include_tax=True, subtotal_amount=1, shipping_amount=0, tax_amount=0,
            total_amount=1,
        )  # fmt: skip
        Payment.objects.create(order=order, provider="test", currency="EUR", amount=Decimal(1))
        Cart.objects.create(currency="EUR")  # An empty one is nobody's loss.


def test_each_screen_says_whom_it_meets_with_the_numbers_of_the_moment(
    control_client: Client, store: Store, as_member, store_client
) -> None:
    meet(store)
    store_client(store, as_member(store, Role.EDITOR))
    Domain.objects.create(store=store, hostname="waiting.example")
    page = control_client.get(at("suspend")).text
    for sentence in (
        "2 open carts have something in them now",
        "1 shopper is at a payment provider now",
        "1 person is signed in now",
        "The store has 1 address.",
        "Payments that are under way are finished, and become orders",
    ):
        assert sentence in page
    assert "looked up there" in control_client.get(at("disable")).text


def test_closing_says_the_day_and_asks_for_the_slug(control_client: Client, store: Store) -> None:
    PlatformSettings(closing_days=12).save()
    assert "in 12 days, the store is erased" in control_client.get(at("close")).text
    for typed in ("", "Alpha", "beta", "alpha x"):
        response = control_client.post(at("close"), {"slug": typed, "note": "They left"})
        assert response.status_code == 200, typed
        assert response.context["form"].errors["slug"]
        assert "They left" in response.text, "what was typed stays"
        assert status_of(store) == Status.ACTIVE
    control_client.post(at("close"), {"slug": "alpha"})
    assert status_of(store) == Status.CLOSING
    assert "The store is erased on" in control_client.get("/admin/control/stores/alpha/").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("note", ""), ("note", "n" * 251), ("message", "m" * 501), ("until", "tomorrow"),
     ("until", "2020-01-01 00:00"), ("until", "9999-99-99 00:00"),
     ("until", "9999-12-31 23:59")],
)  # fmt: skip
def test_a_suspension_with_a_wrong_field_changes_nothing(
    control_client: Client, store: Store, field: str, value: str
) -> None:
    response = control_client.post(at("suspend"), {"note": "Unpaid", field: value})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert status_of(store) == Status.ACTIVE
    assert mail.outbox == []


def test_a_suspension_for_ever_and_a_day_can_be_read_in_every_time_zone(
    control_client: Client, store_client, store: Store
) -> None:
    """“31.12.9999” in London is no day in Tokyo, and no page could tell it."""
    Store.objects.filter(pk=store.pk).update(time_zone="Asia/Tokyo")
    control_client.post(at("suspend"), {"note": "Unpaid", "until": "9999-12-31 23:59"})
    assert store_client(store).get("/").status_code == 200
    far = timezone.now() + timedelta(days=365 * 19)
    control_client.post(at("suspend"), {"note": "Unpaid", "until": f"{far:%Y-%m-%d %H:%M}"})
    assert f"{far.year}" in store_client(store).get("/").text


def test_a_suspension_says_why_what_and_until_when(control_client: Client, store: Store) -> None:
    until = timezone.now() + timedelta(days=3)
    data = {"note": "Invoice 7", "message": "Back <soon>", "until": f"{until:%Y-%m-%d %H:%M}"}
    page = control_client.post(at("suspend"), data, follow=True).text
    assert "Invoice 7" in page
    assert "Back &lt;soon&gt;" in page
    assert "ends by itself on" in page
    assert "Back &lt;soon&gt;" in client_on("alpha.localhost").get("/").text
    saved = Store.objects.get(pk=store.pk).status_until
    assert saved is not None
    assert abs(saved - until) < timedelta(minutes=1)


def test_the_message_of_a_suspension_is_changed(control_client: Client, store: Store) -> None:
    path = "/admin/control/stores/alpha/suspension/"
    assert control_client.get(path).status_code == 302, "there is none yet"
    control_client.post(at("suspend"), {"note": "Invoice 7", "message": "Old"})
    assert "Old" in control_client.get(path).text
    control_client.post(path, {"note": "Invoice 8", "message": "New"})
    assert "New" in client_on("alpha.localhost").get("/").text
    wrong = control_client.post(path, {"note": "", "message": "Newer"})
    assert wrong.context["form"].errors["note"]
    assert "Newer" not in client_on("alpha.localhost").get("/").text
    put(store, "active")
    control_client.post(path, {"note": "x", "message": "Newer"})
    assert status_of(store) == Status.ACTIVE


def test_the_page_of_the_store_tells_its_history(control_client: Client, store: Store) -> None:
    control_client.post(at("suspend"), {"note": "Invoice 7"})
    control_client.post(at("resume"), {"note": "Paid"})
    page = control_client.get("/admin/control/stores/alpha/").text
    history = page.split("Status history")[1]
    assert history.index("Paid") < history.index("Invoice 7") < history.index("Created")
    assert "operator@platform.example" in history


def test_a_store_is_put_into_maintenance_and_out_of_it(
    control_client: Client, store: Store
) -> None:
    path = at("maintenance")
    wrong = control_client.post(path, {"is_on": "on", "message": "m" * 501})
    assert wrong.context["form"].errors["message"]
    assert client_on("alpha.localhost").get("/").status_code == 200
    control_client.post(path, {"is_on": "on", "message": "Counting stock"})
    closed = client_on("alpha.localhost").get("/")
    assert (closed.status_code, "Counting stock" in closed.text) == (503, True)
    assert "The shop is in maintenance" in control_client.get("/admin/control/stores/alpha/").text
    control_client.post(path, {"message": "Counting stock"})
    assert client_on("alpha.localhost").get("/").status_code == 200
