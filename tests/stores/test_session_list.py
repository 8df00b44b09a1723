"""Where somebody is signed in, and ending it."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from wagtail.users.models import UserProfile

from stores.admin.security.devices import device_in_words
from stores.models import AuditEntry, Membership, Session, User
from stores.roles import Role
from stores.sign_in.notices import language_of
from tests.conftest import PASSWORD, client_on
from tests.stores.signing_in import ALPHA, BETA

pytestmark = pytest.mark.django_db

NEW = "a new long passphrase"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


@pytest.fixture
def owner(store, other_store, as_member) -> User:
    """At both stores."""
    owner = as_member(store, Role.OWNER)
    Membership.objects.create(
        store=other_store, user=owner, group=Group.objects.get(name=Role.EDITOR)
    )
    return owner


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/account/").status_code == 200


def names_on(page: str) -> list[str]:
    return re.findall(r'name="which" value="([0-9a-f]{32})"', page)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [(FIREFOX, "Firefox on Linux"), (SAFARI, "Safari on iPhone"), (EDGE, "Edge on Windows"),
     ("curl/8.5", "Unknown device"), ("", "Unknown device"), ("Android", "Android")],
)  # fmt: skip
def test_a_device_is_told_in_words(user_agent, words):
    assert device_in_words(user_agent) == words


def test_the_list_tells_where_one_is_signed_in_at_this_store(owner):
    here = client_on(ALPHA, owner, HTTP_USER_AGENT=FIREFOX)
    client_on(ALPHA, owner, HTTP_USER_AGENT=SAFARI, REMOTE_ADDR="192.0.2.7")
    client_on(BETA, owner, HTTP_USER_AGENT=EDGE, REMOTE_ADDR="198.51.100.5")
    page = here.get("/admin/security/").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert "192.0.2.7" in page
    assert page.count("This device") == 1
    assert "Edge" not in page
    assert "198.51.100.5" not in page
    keys = Session.objects.values_list("session_key", flat=True)
    assert not any(key in page for key in keys), "a session's key is the way into it"


def test_one_other_device_is_signed_out(owner):
    here, phone, tablet = (client_on(ALPHA, owner) for _n in range(3))
    names = names_on(here.get("/admin/security/").content.decode())
    assert len(names) == 2
    here.post("/admin/security/sign-out/", {"which": names[0]})
    assert is_signed_in(here)
    assert [is_signed_in(phone), is_signed_in(tablet)].count(False) == 1
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.action, entry.after) == ("sign_out.others", {"sessions": 1})


def test_nobody_signs_out_somebody_else(store, owner, as_member):
    victim = client_on(ALPHA, as_member(store, Role.EDITOR))
    client_on(ALPHA, victim.get("/admin/account/").wsgi_request.user)
    (name,) = names_on(victim.get("/admin/security/").content.decode())
    client_on(ALPHA, owner).post("/admin/security/sign-out/", {"which": name})
    assert Session.objects.filter(user__email="editor@alpha.example").count() == 2


def test_all_others_end_here_and_not_elsewhere(owner):
    here, phone, there = client_on(ALPHA, owner), client_on(ALPHA, owner), client_on(BETA, owner)
    here.post("/admin/security/sign-out/", {"which": "others"})
    assert [is_signed_in(client) for client in (here, phone, there)] == [True, False, True]


def test_everywhere_is_everywhere_and_names_no_other_store(owner, other_store):
    here, there = client_on(ALPHA, owner), client_on(BETA, owner)
    assert other_store.name not in here.get("/admin/security/").content.decode()
    done = here.post("/admin/security/sign-out/", {"which": "everywhere"}, follow=True)
    assert "signed out everywhere" in done.content.decode()
    assert not is_signed_in(here)
    assert not is_signed_in(there)
    assert AuditEntry.objects.get(action="sign_out.everywhere").after == {"sessions": 2}


def test_a_new_password_ends_all_other_sessions_and_is_told(store, owner):
    UserProfile.objects.create(user=owner, preferred_language="de")
    here, phone, there = client_on(ALPHA, owner), client_on(ALPHA, owner), client_on(BETA, owner)
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}

    done = here.post("/admin/security/password/", fields)

    assert done.headers["Location"] == "/admin/security/"
    assert [is_signed_in(client) for client in (here, phone, there)] == [True, False, False]
    assert Session.objects.filter(user=owner).count() == 1
    assert User.objects.get(pk=owner.pk).check_password(NEW)
    assert language_of(owner, store) == "de"
    (message,) = mail.outbox
    assert message.to == [owner.email]
    assert message.from_email.startswith(store.name)
    assert AuditEntry.objects.get(action="password.changed").actor_id == owner.pk


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [("wrong", NEW, "incorrect"), (PASSWORD, "password123", "leaked"), (PASSWORD, "short", "10")],
)
def test_a_password_is_changed_by_who_knows_it_to_one_that_holds(owner, old, new, told):
    client = client_on(ALPHA, owner)
    page = client.post(
        "/admin/security/password/",
        {"old_password": old, "new_password1": new, "new_password2": new},
    )
    assert told in page.content.decode()
    assert User.objects.get(pk=owner.pk).check_password(PASSWORD)


def test_guessing_the_old_password_is_limited(owner):
    client = client_on(ALPHA, owner)
    fields = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    answers = [client.post("/admin/security/password/", fields) for _n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "Try again in 1 minute." in answers[-1].content.decode()
    right = client.post("/admin/security/password/", {**fields, "old_password": PASSWORD})
    assert right.status_code == 429


def test_the_account_page_leads_to_security_and_sets_no_password(owner):
    client = client_on(ALPHA, owner)
    page = client.get("/admin/account/").content.decode()
    assert "/admin/security/" in page
    assert "password-new_password1" not in page
