"""Every role asks for every address of its own store's admin; docs/roles.md says who gets in."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client

from commerce.admin.order_actions import ACTIONS
from commerce.models import Order
from stores.models import Store
from stores.roles import Role
from stores.scope import store_scope
from tests.conftest import client_on
from tests.isolation.digest import differences, digest, files_of
from tests.isolation.furnish import Two
from tests.isolation.rights import NEEDS_MORE, Route, admin_routes, fits, roles_for
from tests.isolation.things import Things

IN, OUT, NOTHING = "in", "out", "nothing there"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


class Visitor:
    """Somebody of the store's staff, who is let in anew for each request: one that signs them out
    or uses something up does not count for the next."""

    def __init__(self, two: Two, role: str) -> None:
        self.client: Client = client_on(two.mine.host, two.staff(role))
        self.client.raise_request_exception = False
        self.cookies = deepcopy(self.client.cookies)
        self.things = Things.of(two.mine)

    def ask(self, method: str, path: str, data: dict[str, Any] | None = None) -> str:
        self.client.cookies = deepcopy(self.cookies)
        with transaction.atomic():
            response = getattr(self.client, method)(path, data or {})
            if response.status_code in (404, 405):
                return NOTHING
            if response.status_code == 403:
                return OUT
            said = " ".join(str(one) for one in get_messages(response.wsgi_request))
            if response.status_code == 302 and "do not have permission" in said:
                return OUT
            transaction.set_rollback(True)
        return IN

    def paths(self, route: Route) -> list[str]:
        several = any(word in route.address.template for word in ("model_name", "public_id"))
        return list(self.things.fill(route.address))[: 12 if several else 2]


def test_every_screen_has_been_given_to_somebody_or_nobody():
    routes = admin_routes()
    undeclared = sorted(route.name for route in routes if roles_for(route.name) is None)
    assert not undeclared, "Say in tests/isolation/rights.py and docs/roles.md whose these are."
    assert len(routes) > 250


def kept(store: Store) -> dict[str, str]:
    """All but the sizes of pictures: a list makes those that it shows, and a file stays when what
    made it is rolled back."""
    return {**digest(store), "files": files_of(store, left_out="images")}


@pytest.mark.parametrize("role", Role.values)
def test_a_role_opens_its_screens_and_no_others(two, role):
    visitor = Visitor(two, role)
    before = kept(two.mine.store)
    wrong = []
    for route in admin_routes():
        answers = {
            f"{method} {path}": visitor.ask(method, path)
            for path in visitor.paths(route)
            for method in ("get", "post")
        }
        is_theirs = role in (roles_for(route.name) or ())
        if is_theirs and not fits(route.name, NEEDS_MORE) and IN not in answers.values():
            wrong.append(f"{role} is kept out of {route.name}: {answers}")
        if not is_theirs:
            let_in = [asked for asked, answer in answers.items() if answer == IN]
            wrong += [f"{role} is let in: {asked} ({route.name})" for asked in let_in]
    assert not wrong, "\n".join(wrong)
    assert differences(before, kept(two.mine.store)) == []


MONEY, PARCELS = {"mark-paid", "cancel"}, {"ship", "complete", "note"}
MAY_WITH_ORDERS = {
    Role.OWNER: MONEY | PARCELS,
    Role.MANAGER: MONEY | PARCELS,
    Role.EDITOR: set(),
    Role.FULFILMENT: PARCELS,
}


@pytest.mark.parametrize("role", Role.values)
def test_who_packs_gives_no_money_back(two, role):
    visitor = Visitor(two, role)
    with store_scope(two.mine.store):
        order = Order.objects.order_by("pk")[0]
    paths = {name: f"/admin/orders/{order.pk}/{name}/" for name in ACTIONS}
    before = digest(two.mine.store)
    may = {name for name, path in paths.items() if visitor.ask("post", path) == IN}
    assert may == MAY_WITH_ORDERS[Role(role)]
    assert set(ACTIONS) == MONEY | PARCELS, "Say in docs/roles.md who may do the new one."
    assert differences(before, digest(two.mine.store)) == []
    if may:
        page = visitor.client.get(f"/admin/orders/{order.pk}/").text
        assert {name for name, path in paths.items() if path in page} <= may


MENUS = {
    Role.OWNER: {"staff", "payment", "audit-log", "orders", "products", "images", "redirects"},
    Role.MANAGER: {"payment", "store-settings", "orders", "products", "stock", "images"},
    Role.EDITOR: {"products", "categories", "explorer", "images", "documents", "redirects"},
    Role.FULFILMENT: {"orders", "stock"},
}


@pytest.mark.parametrize("role", Role.values)
def test_a_menu_leads_to_what_may_be_used_and_nowhere_else(two, role):
    visitor = Visitor(two, role)
    found = re.search(
        r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>',
        visitor.client.get("/admin/").text,
        re.DOTALL,
    )
    assert found is not None
    items = list(menu_items(json.loads(found[1])))
    for name, path in items:
        if path.startswith("/admin/") and "logout" not in path:
            assert visitor.ask("get", path) == IN, f"{role}: {name} leads to {path}"
    names = {name for name, _path in items}
    assert MENUS[Role(role)] <= names
    if role == Role.FULFILMENT:
        assert not names & {"products", "images", "explorer", "payment", "settings", "staff"}
    if role != Role.OWNER:
        assert not names & {"staff", "audit-log", "support-accesses"}


def menu_items(props: Any) -> Iterator[tuple[str, str]]:
    """(name, address) of every item, however deep."""
    if isinstance(props, list):
        for one in props:
            yield from menu_items(one)
    elif isinstance(props, dict):
        if isinstance(props.get("name"), str) and isinstance(props.get("url"), str):
            yield props["name"], props["url"]
        for value in props.values():
            yield from menu_items(value)


def test_bulk_actions_are_for_who_may_edit(two):
    for role, answer in ((Role.FULFILMENT, NOTHING), (Role.EDITOR, IN)):
        visitor = Visitor(two, role)
        number = visitor.things.numbers[0]
        for model in ("image", "document"):
            path = f"/admin/bulk/stores/{model}/delete/?id={number}"
            assert visitor.ask("get", path) == answer, path
