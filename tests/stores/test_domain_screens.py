"""Settings → Domains for owners, and the same screens for operators."""

from __future__ import annotations

import pytest
from django.test import Client

from stores.models import Domain, Plan, Store
from stores.roles import Role
from stores.scope import platform_scope

URL = "/admin/settings/domains/"
HOST = "shop.example.com"


@pytest.fixture(autouse=True)
def with_own_domains(store: Store, other_store: Store) -> None:
    with platform_scope():
        Store.objects.update(plan=Plan.objects.get(code="pro"))


@pytest.fixture
def owner(store, store_client, as_member) -> Client:
    return store_client(store, as_member(store, Role.OWNER))


@pytest.fixture(params=["owner", "operator"])
def screens(request, store) -> tuple[Client, str]:
    """A client and where its screens are."""
    if request.param == "owner":
        return request.getfixturevalue("owner"), URL
    return request.getfixturevalue("control_client"), f"/admin/control/stores/{store.slug}/domains/"


def add(client: Client, where: str, hostname: str = HOST) -> Domain:
    answer = client.post(f"{where}add/", {"hostname": hostname})
    assert answer.status_code == 302, answer.content.decode()
    return Domain.objects.get(kind="custom")


def text(answer) -> str:
    return answer.content.decode()


def test_a_domain_is_added_proved_made_primary_and_left_again(dns, store, screens):
    client, where = screens
    domain = add(client, where, "Bücher.example.com")
    one = f"{where}{domain.pk}/"
    page = text(client.get(one))
    for expected in ("bücher.example.com", "xn--bcher-kva.example.com", domain.token, "CNAME"):
        assert expected in page
    assert "_galleria.xn--bcher-kva.example.com" in page
    assert "Waits for proof" in page
    dns.records["_galleria.xn--bcher-kva.example.com", "TXT"] = ["something else"]
    page = text(client.post(f"{one}check/", follow=True))
    assert "says something else" in page
    assert "TXT &quot;something else&quot;" in page
    dns.records["_galleria.xn--bcher-kva.example.com", "TXT"] = [domain.token]
    dns.records["xn--bcher-kva.example.com", "CNAME"] = ["alpha.localhost"]
    assert "is proved" in text(client.post(f"{one}check/", follow=True))
    assert client.get(f"{one}primary/").status_code == 200
    assert client.post(f"{one}primary/").status_code == 302
    domain.refresh_from_db()
    assert domain.is_primary


def test_a_domain_is_removed_when_that_was_confirmed(dns, store, screens):
    client, where = screens
    domain = add(client, where)
    page = text(client.get(f"{where}{domain.pk}/remove/"))
    assert "nothing answers at shop.example.com" in page
    assert Domain.objects.filter(pk=domain.pk).exists()
    assert client.post(f"{where}{domain.pk}/remove/").status_code == 302
    assert not Domain.objects.filter(pk=domain.pk).exists()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "127.0.0.1",
        "co.uk",
        "alpha.localhost",
        "a b",
        "x" * 3000,
        "<script>",
        "a\0.example",
    ],
)
def test_wrong_input_adds_nothing_and_stays_in_the_form(store, screens, typed):
    client, where = screens
    answer = client.post(f"{where}add/", {"hostname": typed})
    assert answer.status_code == 200
    assert not Domain.objects.filter(kind="custom").exists()
    assert "<script>" not in text(answer).replace("<script>\n", "").replace("<script>window", "")


def test_what_was_not_seen_to_lead_here_needs_a_tick(dns, store, screens):
    client, where = screens
    domain = add(client, where)
    dns.records[f"_galleria.{HOST}", "TXT"] = [domain.token]
    one = f"{where}{domain.pk}/"
    page = text(client.post(f"{one}check/", follow=True))
    assert "Leads elsewhere" in page
    assert "nobody reaches the" in text(client.get(f"{one}primary/"))
    assert client.post(f"{one}primary/").status_code == 200
    domain.refresh_from_db()
    assert not domain.is_primary
    assert client.post(f"{one}primary/", {"although_unseen": "on"}).status_code == 302
    domain.refresh_from_db()
    assert domain.is_primary


def test_without_dns_the_check_says_so(dns, store, screens):
    client, where = screens
    domain = add(client, where)
    dns.is_down = True
    page = text(client.post(f"{where}{domain.pk}/check/", follow=True))
    assert "DNS could not be asked" in page


def test_a_plan_without_own_domains_says_so_and_adds_none(store, owner):
    with platform_scope():
        Store.objects.filter(pk=store.pk).update(plan=Plan.objects.get(code="basic"))
    assert "not part of the plan Basic" in text(owner.get(URL))
    page = text(owner.post(f"{URL}add/", {"hostname": HOST}))
    assert "not part of the plan Basic" in page
    assert not Domain.objects.filter(kind="custom").exists()


def test_a_reached_limit_is_said_before_anybody_types(store, owner):
    with platform_scope():
        Plan.objects.filter(code="pro").update(limits={"domains": 1})
    assert "1 of 1" not in text(owner.get(URL))
    add(owner, URL)
    assert "1 of 1 domains" in text(owner.get(URL))
    page = text(owner.post(f"{URL}add/", {"hostname": "second.example.com"}))
    assert "1 of 1 domains" in page


def test_the_screens_of_another_stores_domain_are_not_there(dns, store, other_store, screens):
    client, where = screens
    with platform_scope(on_behalf_of=other_store):
        theirs = Domain.objects.create(store=other_store, hostname=HOST, kind="custom")
    for name, method in (
        ("", "get"),
        ("check/", "post"),
        ("primary/", "get"),
        ("primary/", "post"),
        ("remove/", "get"),
        ("remove/", "post"),
    ):
        answer = getattr(client, method)(f"{where}{theirs.pk}/{name}")
        assert answer.status_code == 404, name
    assert Domain.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.FULFILMENT])
def test_domains_are_the_owners(store, store_client, as_member, role):
    client = store_client(store, as_member(store, role))
    assert client.get(URL).status_code in (302, 403)
    client.post(f"{URL}add/", {"hostname": HOST})
    assert not Domain.objects.filter(kind="custom").exists()


def test_operators_see_the_domains_of_a_store_on_its_page(dns, store, control_client):
    where = f"/admin/control/stores/{store.slug}/domains/"
    add(control_client, where)
    page = text(control_client.get(f"/admin/control/stores/{store.slug}/"))
    assert HOST in page
    assert "Waits for proof" in page
    assert control_client.get("/admin/control/stores/nobody/domains/add/").status_code == 404


def test_a_check_is_asked_for_by_post_alone(store, screens):
    client, where = screens
    domain = add(client, where)
    assert client.get(f"{where}{domain.pk}/check/").status_code == 405
