"""How often somebody may try, what they are told, and what is written down."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from stores.models import AuditEntry, Membership, Session, User
from stores.rate_limits import Limit
from stores.roles import SUPPORT, Role
from stores.scope import platform_scope, store_scope
from stores.sign_in import limits
from stores.sign_in.account import account_identity
from tests.conftest import PASSWORD, client_on
from tests.stores.signing_in import ALPHA, BETA, sign_in

pytestmark = pytest.mark.django_db

NEW = "a new long passphrase"


@pytest.fixture
def owner(store, as_member) -> User:
    return as_member(store, Role.OWNER)


def fail(times: int, email: str, **headers: str) -> list[int]:
    return [sign_in(ALPHA, email, "wrong password", **headers).status_code for _n in range(times)]


def page_of(response) -> str:
    return response.content.decode()


def test_too_many_tries_are_told_how_long_to_wait(owner):
    assert fail(5, owner.email) == [200] * 5

    refused = sign_in(ALPHA, owner.email)

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "Too many attempts. Try again in 1 minute." in page_of(refused)
    assert "sessionid" not in refused.cookies, "the right password is not looked at"


@pytest.mark.parametrize("host", [ALPHA, settings.CONTROL_HOST])
def test_an_account_that_nobody_has_is_answered_the_same(owner, operator, host):
    known = owner.email if host == ALPHA else operator.email
    answers = {}
    for email in (known, "nobody@nowhere.example"):
        answers[email] = [
            sign_in(host, email, "wrong", REMOTE_ADDR=f"192.0.2.{len(email)}").status_code
            for _n in range(7)
        ]
    assert list(answers.values()) == [[200] * 5 + [429] * 2] * 2


def test_all_spellings_that_the_database_takes_for_one_count_as_one(store, as_member):
    owner = as_member(store, Role.OWNER)
    User.objects.filter(pk=owner.pk).update(email="kiki.sisi@alpha.example")
    spellings = ["KIKI.sisi", "kıkı.sısı", "KİKİ.sisi".replace("İ", "I"), "kiki.ſiſi", "kiki.sisi"]
    assert len({account_identity(f"{name}@alpha.example") for name in spellings}) == 1
    for name in spellings:
        sign_in(ALPHA, f"{name}@alpha.example", "wrong")
    assert sign_in(ALPHA, "kiki.sisi@alpha.example").status_code == 429


def test_an_address_that_looks_like_another_keeps_nobody_out(store):
    """The database takes ı for I when it compares without case; whoever invites chooses what to
    type."""
    role = Group.objects.get(name=Role.OWNER)
    for email in ("mike@people.example", "mıke@people.example"):
        user = User.objects.create_user(email, f"{PASSWORD} {email}")
        Membership.objects.create(store=store, user=user, group=role)
    for email in ("Mike@People.example", "mıke@people.example"):
        assert sign_in(ALPHA, email, f"{PASSWORD} {email.lower()}").status_code == 302
        assert sign_in(ALPHA, email, "wrong password").status_code == 200


def test_one_address_cannot_try_many_accounts(owner):
    statuses = [sign_in(ALPHA, f"n{n}@x.example", "w").status_code for n in range(31)]
    assert statuses == [200] * 30 + [429]
    assert sign_in(ALPHA, owner.email, REMOTE_ADDR="192.0.2.9").status_code == 302
    inside = {"REMOTE_ADDR": "2001:db8::1"}
    for n in range(30):
        sign_in(ALPHA, f"m{n}@x.example", "w", REMOTE_ADDR=f"2001:db8::{n + 2:x}")
    assert sign_in(ALPHA, owner.email, **inside).status_code == 429, "a /64 is one customer"


def test_a_forged_header_is_no_new_address(owner):
    for n in range(30):
        sign_in(ALPHA, f"n{n}@x.example", "w", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
    assert sign_in(ALPHA, owner.email, HTTP_X_FORWARDED_FOR="198.51.100.200").status_code == 429


def test_what_was_right_does_not_count(owner):
    for _n in range(12):
        assert sign_in(ALPHA, owner.email).status_code == 302


def test_a_right_try_does_not_wipe_out_the_wrong_ones(owner):
    """Else somebody with an account would try others' from their address without end."""
    fail(3, owner.email)
    assert sign_in(ALPHA, owner.email).status_code == 302
    assert fail(3, owner.email) == [200, 200, 429]


def test_strangers_cannot_lock_a_person_out(owner):
    """A browser that has signed in before has a counter of its own."""
    client = client_on(ALPHA, owner)
    client.post("/admin/logout/")
    fail(6, owner.email)
    assert sign_in(ALPHA, owner.email).status_code == 429
    again = client.post("/admin/login/", {"username": owner.email, "password": PASSWORD})
    assert again.status_code == 302


def test_a_known_device_is_limited_as_well_and_for_its_account_only(store, owner, as_member):
    editor = as_member(store, Role.EDITOR)
    client = client_on(ALPHA, owner)
    cookie = client.cookies["known_device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    client.post("/admin/logout/")
    tries = [
        client.post("/admin/login/", {"username": owner.email, "password": "wrong"}).status_code
        for _n in range(6)
    ]
    assert tries == [200] * 5 + [429]
    fail(5, editor.email)
    other = client.post("/admin/login/", {"username": editor.email, "password": PASSWORD})
    assert other.status_code == 429


def test_a_known_device_of_one_store_is_a_stranger_at_another(owner, other_store):
    Membership.objects.create(
        store=other_store, user=owner, group=Group.objects.get(name=Role.EDITOR)
    )
    stolen = client_on(ALPHA, owner).cookies["known_device"].value
    for _n in range(5):
        sign_in(BETA, owner.email, "wrong")
    client = Client(HTTP_HOST=BETA)
    client.cookies["known_device"] = stolen
    answer = client.post("/admin/login/", {"username": owner.email, "password": PASSWORD})
    assert answer.status_code == 429


def test_limits_of_one_store_are_not_those_of_another(store, other_store, owner):
    Membership.objects.create(
        store=other_store, user=owner, group=Group.objects.get(name=Role.EDITOR)
    )
    fail(6, owner.email)
    assert sign_in(BETA, owner.email).status_code == 302


def test_a_refused_tier_leaves_the_others_uncounted(store):
    wide = Limit("test wide", 5, timedelta(minutes=5))
    narrow = Limit("test narrow", 1, timedelta(hours=1))
    attempt = limits.Try(((wide, "x"), (narrow, "x")))
    assert not attempt.count()
    for _n in range(10):
        assert attempt.count() > timedelta(minutes=50)
    left = [bool(limits.take(wide, "x")) for _n in range(5)]
    assert left == [False] * 4 + [True]


@pytest.mark.parametrize(
    ("delay", "words"),
    [(1, "1 minute"), (60, "1 minute"), (61, "2 minutes"), (89 * 60, "89 minutes"),
     (91 * 60, "2 hours"), (23.5 * 3600, "24 hours")],
)  # fmt: skip
def test_waiting_times_are_told_in_whole_units(delay, words):
    told = limits.waiting_words(timedelta(seconds=delay))
    assert told == f"Too many attempts. Try again in {words}."


def test_every_kind_of_refusal_hashes_one_password_and_answers_the_same(
    store, other_store, owner, as_member, monkeypatch
):
    hashed: list[int] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args)
    )
    inactive = as_member(store, Role.EDITOR)
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    without_password = as_member(store, Role.MANAGER)
    without_password.set_unusable_password()
    without_password.save()
    visitor = as_member(store, SUPPORT)
    elsewhere = as_member(other_store, Role.OWNER)
    pages = {}
    for kind, email, password in (
        ("wrong", owner.email, "wrong password"),
        ("unknown", "nobody@nowhere.example", PASSWORD),
        ("elsewhere", elsewhere.email, PASSWORD),
        ("inactive", inactive.email, PASSWORD),
        ("no password", without_password.email, PASSWORD),
        ("support", visitor.email, PASSWORD),
    ):
        hashed.clear()
        response = sign_in(ALPHA, email, password)
        assert len(hashed) == 1, kind
        assert response.status_code == 200
        assert "sessionid" not in response.cookies
        pages[kind] = "do not match" in page_of(response)
    assert all(pages.values())


def test_sign_ins_and_refused_ones_are_written_down_without_the_password(store, owner):
    sign_in(ALPHA, owner.email, "my secret guess")
    sign_in(ALPHA, "nobody@nowhere.example", "my secret guess", REMOTE_ADDR="192.0.2.44")
    sign_in(ALPHA, owner.email)
    entries = AuditEntry.objects.filter(store=store, action__startswith="sign_in.")
    told = entries.order_by("pk").values_list("action", "object_name", "actor_id", "address")
    assert list(told) == [
        ("sign_in.refused", owner.email, None, "127.0.0.1"),
        ("sign_in.refused", "nobody@nowhere.example", None, "192.0.2.44"),
        ("sign_in.succeeded", owner.email, owner.pk, "127.0.0.1"),
    ]
    assert "secret guess" not in str(list(entries.values()))


def test_being_limited_is_written_down_once_in_a_while(store, owner):
    fail(12, owner.email)
    limited = AuditEntry.objects.filter(store=store, action="sign_in.limited")
    assert [entry.object_name for entry in limited] == [owner.email]


def test_remember_me_keeps_the_session_and_else_it_ends_with_the_browser(owner):
    for remember, lasts in (("on", True), ("", False)):
        response = Client(HTTP_HOST=ALPHA).post(
            "/admin/login/",
            {"username": owner.email, "password": PASSWORD, "remember": remember},
        )
        assert bool(response.cookies["sessionid"]["max-age"]) is lasts


def test_signing_in_takes_a_new_session_key(store, owner):
    planted = Client(HTTP_HOST=ALPHA)
    with store_scope(store):
        session = planted.session
        session["cart"] = "something"
        session.save()
    planted.cookies["sessionid"] = before = session.session_key
    planted.post("/admin/login/", {"username": owner.email, "password": PASSWORD})
    assert planted.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_after_signing_out_the_back_button_has_nothing_to_show(owner):
    client = client_on(ALPHA, owner)
    for path in ("/admin/", "/admin/account/", "/admin/security/", "/admin/login/"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path


def test_the_sign_in_form_needs_its_token(owner):
    client = Client(HTTP_HOST=ALPHA, enforce_csrf_checks=True)
    client.get("/admin/login/")
    answer = client.post("/admin/login/", {"username": owner.email, "password": PASSWORD})
    assert answer.status_code == 403


# Forgotten passwords -------------------------------------------------------------------------


def ask(email: str, **headers: str):
    client = Client(HTTP_HOST=ALPHA, **headers)
    return client.post("/admin/password_reset/", {"email": email}, follow=True)


def test_asking_for_a_new_password_is_limited_the_same_for_whomever(owner):
    for email in (owner.email, "nobody@nowhere.example"):
        answers = [ask(email) for _n in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert "Try again in 20 minutes." in page_of(answers[-1])
        assert answers[-1].headers["Retry-After"]
    assert len(mail.outbox) == 3


def test_one_address_cannot_ask_for_many_accounts(owner):
    assert [ask(f"n{n}@x.example").status_code for n in range(11)] == [200] * 10 + [429]


def test_whether_an_account_exists_is_looked_up_in_the_background(owner, monkeypatch):
    """So the answer takes as long: the same job is handed over for whoever is asked for."""
    from stores.sign_in import password_reset

    handed: list[str] = []
    monkeypatch.setattr(password_reset, "send_reset_link", SimpleNamespace(enqueue=handed.append))
    ask(owner.email)
    ask("nobody@nowhere.example")
    assert handed == [owner.email, "nobody@nowhere.example"]
    assert mail.outbox == []


def test_who_visits_for_support_gets_no_link(store, as_member):
    ask(as_member(store, SUPPORT).email)
    assert mail.outbox == []


def test_the_worker_looks_where_it_was_asked_for(store, owner, operator):
    """A task of the control host runs in the platform's scope, which sees everybody."""
    from stores.sign_in.password_reset import send_reset_link

    with platform_scope():
        send_reset_link.call(owner.email)
        assert mail.outbox == []
        send_reset_link.call(operator.email)
    assert mail.outbox.pop().to == [operator.email]
    with store_scope(store):
        send_reset_link.call(owner.email)
        send_reset_link.call(operator.email)
    (message,) = mail.outbox
    assert message.to == [owner.email]
    assert f"http://{ALPHA}" in message.body


def test_a_link_that_was_used_ends_all_sessions_and_lets_its_browser_in(store, owner):
    elsewhere = client_on(ALPHA, owner)
    ask(owner.email)
    path = next(word for word in mail.outbox[0].body.split() if "/confirm/" in word)
    path = "/" + path.split("/", 3)[3]
    fail(6, owner.email)
    browser = Client(HTTP_HOST=ALPHA)
    page = browser.get(path, follow=True)
    assert "set-password" in page.wsgi_request.path, "the token leaves the address"

    weak = browser.post(
        page.wsgi_request.path, dict.fromkeys(["new_password1", "new_password2"], "password123")
    )
    assert "leaked" in page_of(weak)
    browser.post(page.wsgi_request.path, dict.fromkeys(["new_password1", "new_password2"], NEW))

    assert elsewhere.get("/admin/").status_code == 302
    assert not Session.objects.filter(user=owner).exists()
    assert mail.outbox[-1].to == [owner.email]
    assert "password was changed" in mail.outbox[-1].subject
    entry = AuditEntry.objects.get(action="password.reset")
    assert (entry.store_id, entry.actor_id) == (store.pk, owner.pk)
    again = browser.post("/admin/login/", {"username": owner.email, "password": NEW})
    assert again.status_code == 302, "though the account is limited for strangers"
