"""One box finds stores, domains, people and orders, in all stores, by index."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from platform_site.control import search as box
from platform_site.control.search import MOST, search
from stores.models import Domain, Store, User
from stores.roles import Role
from stores.scope import platform_scope
from tests.conftest import client_on
from tests.platform_site.test_control_stores import make_order

SEARCH = "/admin/control/search/"


@pytest.fixture
def shown(control_client: Client) -> Any:
    return lambda query: control_client.get(SEARCH, {"q": query}).content.decode()


@pytest.mark.parametrize("query", ["Alph", "lpha", "ALPHA", "alp", "  alpha  "])
def test_a_store_is_found_by_a_part_of_its_name_or_how_its_slug_begins(
    store, other_store, shown, query: str
) -> None:
    page = shown(query)
    assert "/admin/control/stores/alpha/" in page
    assert "/admin/control/stores/beta/" not in page
    assert 'id="found-stores"' in page


@pytest.mark.parametrize("query", ["shop.ridge.ex", "https://shop.ridge.example/cups?x=1",
                                   "SHOP.ridge.example:8000", "shop.ridge.example."])  # fmt: skip
def test_a_domain_is_found_also_as_an_address(store, shown, query: str) -> None:
    with platform_scope(on_behalf_of=store):
        Domain.objects.create(store=store, hostname="shop.ridge.example", kind="custom")
    page = shown(query)
    assert 'id="found-domains"' in page
    assert "shop.ridge.example" in page
    assert "not verified" in page


def test_owners_and_staff_are_found_by_how_their_address_begins(store, shown, as_member) -> None:
    editor = as_member(store, Role.EDITOR)
    page = shown("EDITOR@al")
    assert f"/admin/control/people/{editor.pk}/" in page
    assert "Editor (Alpha)" in page
    assert "No owner" not in shown("owner@alpha")
    assert "Owner (Alpha)" in shown("owner@alpha")


@pytest.mark.parametrize("query", ["#1042", "1042", "# 1042"])
def test_a_number_finds_every_stores_order_with_it_the_newest_first(
    store, other_store, shown, query: str
) -> None:
    make_order(store, 1042, "10", days_ago=9)
    make_order(other_store, 1042, "20", days_ago=2)
    make_order(store, 1043, "30")
    page = shown(query)
    assert page.index("#1042 · Beta") < page.index("#1042 · Alpha")
    assert "#1043" not in page


def test_a_public_id_finds_its_order(store, shown) -> None:
    order = make_order(store, 1042, "10")
    assert "#1042 · Alpha" in shown(str(order.public_id))


def test_more_than_can_be_shown_is_said(store, shown) -> None:
    for n in range(MOST + 5):
        Store.objects.create(name=f"Corner shop {n:02}", slug=f"corner-{n}", plan=store.plan)
    page = shown("corner")
    assert page.count("/admin/control/stores/corner-") == MOST
    assert f"The first {MOST}; there are more" in page


@pytest.mark.parametrize(
    "query",
    ["", " ", "a", "#", "#0", "%", "_", "x" * 500, "'; DROP TABLE stores_store; --", "\\", "^@",
     "<script>alert(1)</script>", "９９９", "²", "99999999999999999999", "2147483648", "@", ".",
     "https://", "مرحبا", "%00", "00000000-0000-0000-0000-00000000000g"],
)  # fmt: skip
def test_odd_input_is_answered_and_changes_nothing(store, control_client, query: str) -> None:
    before = Store.objects.count()
    answer = control_client.get(SEARCH, {"q": query})
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.content.decode()
    assert Store.objects.count() == before


def test_a_nul_is_no_character_of_an_address(control_client) -> None:
    assert control_client.get(f"{SEARCH}?q=a%00b").status_code == 400


def test_signs_of_patterns_are_letters_like_others(store, other_store) -> None:
    assert search("%").is_empty
    assert search("_").is_empty
    assert not search("alpha").is_empty


def test_nothing_found_says_what_is_looked_for(store, shown) -> None:
    assert "Nothing was found for “zzz”" in shown("zzz")
    assert "Type a part of a store’s name" in shown("")


def test_the_box_is_in_the_sidebar_and_can_be_reached_by_keyboard(store, control_client) -> None:
    page = control_client.get("/admin/").content.decode()
    assert f'"{SEARCH}"' in page or f'action="{SEARCH}"' in page
    page = control_client.get(SEARCH).content.decode()
    assert '<label class="w-sr-only" for="control-search">' in page
    assert 'role="search"' in page


def test_a_stores_people_have_no_such_box(store, as_member, store_client) -> None:
    owner = store_client(store, as_member(store, Role.OWNER))
    assert owner.get(SEARCH).status_code == 404
    assert SEARCH not in owner.get("/admin/").content.decode()
    assert client_on(settings.CONTROL_HOST).get(SEARCH).status_code == 302


@pytest.mark.parametrize("query", ["a", "1042", "00000000-0000-0000-0000-000000000000"])
def test_a_search_costs_six_queries_at_most(
    store, other_store, django_assert_max_num_queries, query: str
) -> None:
    make_order(store, 1042, "10")
    with django_assert_max_num_queries(6):
        search(query)


@pytest.fixture
def many(store) -> None:
    """Rows enough that PostgreSQL prefers an index wherever it may use one."""
    make_order(store, 1, "10")
    with connection.cursor() as cursor:
        for table, columns in MANY.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = %s AND is_generated = 'NEVER'",
                [table],
            )
            names = [name for (name,) in cursor.fetchall()]
            values = [columns.get(name, f't."{name}"') for name in names]
            quoted = ", ".join(f'"{name}"' for name in names)
            cursor.execute(
                f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)}"
                f" FROM (SELECT * FROM {table} ORDER BY id DESC LIMIT 1) t,"
                " generate_series(1, 3000) n"
            )
            cursor.execute(f"ANALYZE {table}")


MANY = {
    "stores_domain": {
        "id": "900000 + n", "hostname": "'corner-' || n || '.example'", "is_primary": "false",
        "token": "'t' || n",
    },
    "stores_user": {"id": "900000 + n", "email": "'person' || n || '@many.example'"},
    "stores_store": {
        "id": "900000 + n", "slug": "'corner-' || n", "name": "'Corner ' || n", "site_id": "NULL",
    },
    "commerce_cart": {
        "id": "900000 + n", "store_id": "900000 + n", "token": "'c' || n",
        "public_id": "gen_random_uuid()",
    },
    "commerce_order": {
        "id": "900000 + n", "store_id": "900000 + n", "number": "1000 + n % 300",
        "cart_id": "900000 + n", "token": "'t' || n", "public_id": "gen_random_uuid()",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("find", "index"),
    [
        (lambda: box.domains("corner-77"), "stores_domain"),
        (lambda: box.people("person77"), "stores_user_email"),
        (lambda: Store.objects.filter(slug__begins="corner-77"), "stores_store_slug"),
        (lambda: box.orders("1077"), "order_"),
        (lambda: box.orders("00000000-0000-0000-0000-000000000000"), "order_by_public_id"),
    ],
)
def test_an_index_is_used_where_rows_are_isolated(many, find, index: str) -> None:
    with platform_scope():
        plan = find()[:MOST].explain()
    assert index in plan, plan
    assert "Index Cond" in plan
    assert "Seq Scan" not in plan.partition("SubPlan")[0], plan


def test_nobody_is_found_who_only_visits_for_support(store, operator, shown) -> None:
    assert User.objects.filter(pk=operator.pk).exists()
    assert "Operator" in shown(operator.email)
