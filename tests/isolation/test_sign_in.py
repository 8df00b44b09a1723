"""Who gets in where: passwords, sessions, tokens and rights end at the store's host."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from stores.models import Membership, Store, User
from stores.roles import OPERATOR, Role
from stores.scope import PLATFORM_ID, platform_scope, store_scope
from tests.conftest import PASSWORD, client_on
from tests.factories import make_product

pytestmark = pytest.mark.django_db

ALPHA, BETA, CONTROL = "alpha.localhost", "beta.localhost", settings.CONTROL_HOST


@pytest.fixture(autouse=True)
def both(store, other_store) -> None:
    """Every test here has the two stores."""


@pytest.fixture
def owner(store, as_member) -> User:
    return as_member(store, Role.OWNER)


def sign_in(host: str, email: str, password: str = PASSWORD, **headers: str):
    return Client(HTTP_HOST=host, **headers).post(
        "/admin/login/", {"username": email, "password": password}
    )


def messages(response) -> str:
    """The page as it is shown, without the address that was typed and the token."""
    text = re.sub(
        r'(csrfmiddlewaretoken" value=|CSRF_TOKEN": )"[^"]+"', "", response.content.decode()
    )
    return re.sub(r'value="[^"]*@[^"]*"', "", text)


@pytest.mark.parametrize("host", [BETA, CONTROL])
def test_somebody_of_another_store_is_told_what_a_stranger_is_told(owner, host):
    known = sign_in(host, owner.email)
    unknown = sign_in(host, "nobody@nowhere.example")
    assert known.status_code == unknown.status_code == 200
    assert messages(known) == messages(unknown)
    assert "do not match" in known.content.decode()
    assert "sessionid" not in known.cookies
    assert sign_in(ALPHA, owner.email).status_code == 302


def test_a_stranger_costs_as_much_time_as_a_wrong_password(owner, monkeypatch):
    """Each path hashes a password once; the hash is what takes the time."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args)
    )
    counts = []
    for host, email in ((ALPHA, owner.email), (BETA, owner.email), (BETA, "no@where.example")):
        hashed.clear()
        sign_in(host, email, "wrong password")
        counts.append(len(hashed))
    assert counts == [1, 1, 1]


def test_an_operator_cannot_sign_in_on_a_stores_host(operator):
    assert sign_in(CONTROL, operator.email).status_code == 302
    assert sign_in(ALPHA, operator.email).status_code == 200
    assert sign_in(BETA, operator.email).status_code == 200


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_X_HOST"])
def test_a_forged_header_signs_nobody_in_elsewhere(owner, header):
    assert sign_in(BETA, owner.email, **{header: ALPHA}).status_code == 200


@pytest.mark.parametrize(
    ("at_home", "elsewhere"), [(ALPHA, BETA), (ALPHA, CONTROL), (CONTROL, ALPHA), (CONTROL, BETA)]
)
def test_a_session_is_worthless_on_another_host(owner, operator, at_home, elsewhere):
    person = owner if at_home == ALPHA else operator
    client = client_on(at_home, person)
    assert client.get("/admin/").status_code == 200

    stolen = Client(HTTP_HOST=elsewhere)
    stolen.cookies.load({"sessionid": client.cookies["sessionid"].value})
    response = stolen.get("/admin/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")
    assert client.get("/admin/").status_code == 200, "trying it elsewhere does not end it"


def test_a_token_of_another_host_does_not_pass_for_ones_own(other_store):
    product = make_product(other_store, "Mug")
    with store_scope(other_store):
        variant = product.variants.get().public_id

    def csrf_client(host: str) -> tuple[Client, str]:
        client = Client(HTTP_HOST=host, enforce_csrf_checks=True)
        page = client.get("/admin/login/").content.decode()
        return client, re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]

    _alpha, foreign = csrf_client(ALPHA)
    _control, control = csrf_client(CONTROL)
    client, own = csrf_client(BETA)
    body = {"variant": str(variant), "quantity": "1"}
    for token in (foreign, control, "", "x" * 64):
        response = client.post("/cart/add/", {**body, "csrfmiddlewaretoken": token})
        assert response.status_code == 403
    assert client.post("/cart/add/", {**body, "csrfmiddlewaretoken": own}).status_code < 400


def test_a_form_that_another_store_sent_is_refused(other_store):
    """The browser says where a form came from; another store is another site."""
    client = Client(HTTP_HOST=BETA, enforce_csrf_checks=True)
    page = client.get("/admin/login/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]
    body = {"username": "x@y.example", "password": "x", "csrfmiddlewaretoken": token}
    assert client.post("/admin/login/", body, HTTP_ORIGIN=f"http://{ALPHA}").status_code == 403
    assert client.post("/admin/login/", body, HTTP_ORIGIN=f"http://{BETA}").status_code == 200


def test_one_person_has_on_each_host_the_rights_held_there(store, other_store, as_member):
    person = as_member(store, Role.OWNER)
    Membership.objects.create(
        store=other_store, user=person, group=Group.objects.get(name=Role.EDITOR)
    )
    rights = {}
    for host in (ALPHA, BETA):
        client = client_on(host, person)
        user = client.get("/admin/").wsgi_request.user
        with store_scope(store if host == ALPHA else other_store):
            user = User.objects.get(pk=user.pk)
            rights[host] = user.get_all_permissions()
            assert list(user.groups.values_list("name", flat=True)) == [
                Role.OWNER if host == ALPHA else Role.EDITOR
            ]
    assert "stores.change_branding" in rights[ALPHA]
    assert "stores.change_branding" not in rights[BETA]
    assert "wagtailadmin.access_admin" in rights[BETA]
    assert rights[BETA] < rights[ALPHA]


def test_rights_of_all_stores_do_not_add_up_for_the_platform(store, operator):
    """An operator who also owns a store is an operator on the control host, and no more."""
    Membership.objects.create(store=store, user=operator, group=Group.objects.get(name=Role.OWNER))
    with platform_scope():
        assert not User.objects.get(pk=operator.pk).has_perm("stores.change_branding")
    with store_scope(store):
        assert User.objects.get(pk=operator.pk).has_perm("stores.change_branding")
    with store_scope(PLATFORM_ID):
        assert not User.objects.get(pk=operator.pk).has_perm("stores.change_branding")


def test_who_is_removed_is_out_at_the_next_request(store, other_store, owner):
    Membership.objects.create(
        store=other_store, user=owner, group=Group.objects.get(name=Role.EDITOR)
    )
    here, there = client_on(ALPHA, owner), client_on(BETA, owner)
    Membership.objects.filter(store=store, user=owner).delete()
    assert here.get("/admin/").status_code == 302
    assert here.post("/admin/account/").status_code == 302
    assert there.get("/admin/").status_code == 200
    assert sign_in(ALPHA, owner.email).status_code == 200


def test_whose_role_changes_has_the_new_rights_at_the_next_request(store, owner):
    client = client_on(ALPHA, owner)
    assert client.get("/admin/").wsgi_request.user.has_perm("stores.change_branding")
    Membership.objects.filter(store=store, user=owner).update(
        group=Group.objects.get(name=Role.EDITOR)
    )
    user = client.get("/admin/").wsgi_request.user
    with store_scope(store):
        assert not user.has_perm("stores.change_branding")


def test_who_is_locked_is_out_at_the_next_request(owner):
    client = client_on(ALPHA, owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302
    assert sign_in(ALPHA, owner.email).status_code == 200


def test_nobody_can_be_a_superuser(owner):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=owner.pk).update(is_superuser=True)


def ask_for_a_new_password(host: str, email: str):
    return Client(HTTP_HOST=host).post("/admin/password_reset/", {"email": email}, follow=True)


@pytest.mark.parametrize("host", [BETA, CONTROL])
def test_a_forgotten_password_of_another_store_sends_nothing_and_says_the_same(owner, host):
    known = ask_for_a_new_password(host, owner.email)
    assert mail.outbox == []
    unknown = ask_for_a_new_password(host, "nobody@nowhere.example")
    assert known.status_code == unknown.status_code == 200
    assert known.redirect_chain == unknown.redirect_chain
    assert messages(known) == messages(unknown)
    assert mail.outbox == []


def reset_path(host: str, email: str) -> str:
    ask_for_a_new_password(host, email)
    (message,) = mail.outbox
    assert message.to == [email]
    link = re.search(r"https?://([^/\s]+)(/admin/password_reset/confirm/\S+)", message.body)
    assert link is not None
    assert link[1].split(":")[0] == host, "the link leads to the host where it was asked for"
    return link[2]


def test_a_link_for_a_new_password_works_on_its_own_host_only(owner):
    path = reset_path(ALPHA, owner.email)
    new = {"new_password1": "a new long passphrase", "new_password2": "a new long passphrase"}
    for host in (BETA, CONTROL):
        client = Client(HTTP_HOST=host)
        response = client.get(path, follow=True)
        assert "new_password1" not in response.content.decode()
        client.post(response.wsgi_request.path, new)
        assert User.objects.get(pk=owner.pk).check_password(PASSWORD)
    client = Client(HTTP_HOST=ALPHA)
    response = client.get(path, follow=True)
    assert "new_password1" in response.content.decode()
    client.post(response.wsgi_request.path, new)
    assert User.objects.get(pk=owner.pk).check_password("a new long passphrase")


def test_a_forged_host_does_not_get_into_the_link(owner):
    client = Client(HTTP_HOST=ALPHA, HTTP_X_FORWARDED_HOST="evil.example")
    client.post("/admin/password_reset/", {"email": owner.email})
    (message,) = mail.outbox
    assert "evil.example" not in message.body + str(message.alternatives)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", f"http://{BETA}/admin/", "javascript:x"]
)
def test_signing_in_leads_to_no_other_host(owner, target):
    response = Client(HTTP_HOST=ALPHA).post(
        f"/admin/login/?next={target}",
        {"username": owner.email, "password": PASSWORD, "next": target},
    )
    if "/" in target:
        assert response.status_code == 302
        assert response.headers["Location"] == "/admin/"
    else:
        assert response.status_code == 400, "no address at all"


def test_an_address_taken_in_another_store_is_no_oracle(owner, other_store):
    """The account page must not tell whether somebody elsewhere has this address."""
    client = client_on(ALPHA, owner)
    page = client.get("/admin/account/")
    taken = User.objects.get(email=f"owner@{other_store.slug}.example").email
    answers = [
        client.post("/admin/account/", {"name_email-first_name": "A", "name_email-last_name": "B",
                                        "name_email-email": email})
        for email in (taken, "free@nowhere.example")
    ]  # fmt: skip
    assert "name_email-email" not in page.content.decode()
    assert answers[0].status_code == answers[1].status_code < 500
    assert User.objects.get(pk=owner.pk).email == owner.email


def test_cookies_are_bound_to_the_host(owner):
    response = sign_in(ALPHA, owner.email)
    for cookie in response.cookies.values():
        assert cookie["domain"] == ""
        assert cookie["samesite"] == "Lax"
    assert response.cookies["sessionid"]["httponly"]


def test_the_operators_role_is_held_on_the_control_host_only(operator):
    assert list(
        Membership.objects.filter(group__name=OPERATOR).values_list("store_id", flat=True)
    ) == [PLATFORM_ID]
    assert Store.all_objects.get(pk=PLATFORM_ID).is_platform
