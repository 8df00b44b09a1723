"""The second factor: setting it up, signing in with it, losing the phone, being asked for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stores.models import AuditEntry, Membership, Plan, RecoveryCode, SecondFactor, Session, User
from stores.roles import SUPPORT, Role
from stores.scope import platform_scope, store_scope
from stores.services.require_second_factor import require_second_factor
from stores.services.reset_second_factor import reset_second_factor
from stores.sign_in.second_factor import (
    WrongCode,
    has_second_factor,
    mark_of,
    prepare_second_factor,
    use_code,
    use_recovery_code,
)
from tests.conftest import PASSWORD, client_on
from tests.stores.signing_in import ALPHA, BETA, app_of, forget_steps, set_up

pytestmark = pytest.mark.django_db

SET_UP = "/admin/security/second-factor/set-up/"
CODE, RECOVERY = "/admin/login/code/", "/admin/login/recovery-code/"


@pytest.fixture
def owner(store, as_member) -> User:
    return as_member(store, Role.OWNER)


def first_step(host: str, user: User, **fields: str) -> Client:
    client = Client(HTTP_HOST=host)
    answer = client.post("/admin/login/", {"username": user.email, "password": PASSWORD, **fields})
    assert answer.headers["Location"] == CODE
    return client


def wrong(user: User) -> str:
    """A code that the app does not show now, nor a moment ago or from now."""
    app, now = app_of(user), timezone.now()
    near = {app.at(now + timedelta(seconds=30 * n)) for n in range(-3, 4)}
    return next(f"{n:06}" for n in range(10) if f"{n:06}" not in near)


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/account/").status_code == 200


def test_it_is_set_up_with_an_app_and_a_code(store, owner):
    client = client_on(ALPHA, owner)
    other = client_on(ALPHA, owner)
    page = client.get(SET_UP).content.decode()
    key = re.search(r'security-key" aria-labelledby="security-key">([A-Z2-7 ]+)<', page)[1]  # type: ignore[index]
    app = app_of(owner)
    assert key.replace(" ", "") == app.secret
    assert 'src="data:image/svg+xml' in page
    assert not has_second_factor(owner), "it counts only once a code confirms it"

    refused = client.post(SET_UP, {"code": wrong(owner), "password": PASSWORD})
    assert "not right" in refused.content.decode()
    refused = client.post(SET_UP, {"code": app.now(), "password": "not mine"})
    assert "not your password" in refused.content.decode()
    assert not has_second_factor(owner)

    done = client.post(SET_UP, {"code": app.now(), "password": PASSWORD})

    codes = re.findall(r"<code>([a-z2-9-]{19})</code>", done.content.decode())
    assert len(set(codes)) == 10
    assert has_second_factor(owner)
    assert is_signed_in(client)
    assert not is_signed_in(other), "other devices sign in anew"
    assert mail.outbox[-1].to == [owner.email]
    assert mail.outbox[-1].from_email.startswith(store.name)
    assert AuditEntry.objects.get(action="second_factor.added").store_id == store.pk
    again = client.get(SET_UP)
    assert again.headers["Location"] == "/admin/security/", "the secret is not shown again"


def test_secrets_are_encrypted_and_codes_are_digests(owner):
    codes = set_up(owner)
    secret = app_of(owner).secret
    with platform_scope(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.secret || string_agg(r.digest, ' ') FROM stores_secondfactor f"
            " JOIN stores_recoverycode r ON r.user_id = f.user_id GROUP BY f.secret"
        )
        (kept,) = cursor.fetchone()
    assert secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_no_store_sees_or_changes_a_persons_factor(store, owner):
    set_up(owner)
    with store_scope(store):
        assert not SecondFactor.objects.exists()
        assert not RecoveryCode.objects.exists()
        assert SecondFactor.objects.filter(user=owner).delete()[0] == 0
    assert has_second_factor(owner)


def test_nobody_is_signed_in_before_the_code(owner):
    set_up(owner)
    client = first_step(ALPHA, owner)
    for path in ("/admin/", "/admin/account/", "/admin/security/", "/admin/api/main/pages/"):
        assert client.get(path).status_code in (302, 403), path
    assert not Session.objects.filter(user=owner).exists()

    done = client.post(CODE, {"code": app_of(owner).now()})

    assert done.headers["Location"] == "/admin/"
    assert is_signed_in(client)
    assert Session.objects.filter(user=owner).count() == 1
    entry = AuditEntry.objects.get(action="sign_in.succeeded")
    assert entry.after == {"second_factor": True}


def test_the_way_on_and_remember_me_survive_the_two_steps(owner):
    set_up(owner)
    for remember, lasts in (("on", True), ("", False)):
        forget_steps(owner)
        client = first_step(ALPHA, owner, remember=remember, next="/admin/account/")
        done = client.post(CODE, {"code": app_of(owner).now()})
        assert done.headers["Location"] == "/admin/account/"
        assert bool(done.cookies["sessionid"]["max-age"]) is lasts
        assert "known_device" in done.cookies
    client = first_step(ALPHA, owner, next="https://evil.example/")
    forget_steps(owner)
    assert client.post(CODE, {"code": app_of(owner).now()}).headers["Location"] == "/admin/"


def test_each_step_has_a_session_key_of_its_own(owner):
    set_up(owner)
    client = Client(HTTP_HOST=ALPHA)
    keys = []
    client.get("/admin/login/")
    client.post("/admin/login/", {"username": owner.email, "password": PASSWORD})
    keys.append(client.cookies["sessionid"].value)
    client.post("/admin/login/", {"username": owner.email, "password": PASSWORD})
    keys.append(client.cookies["sessionid"].value)
    client.post(CODE, {"code": app_of(owner).now()})
    keys.append(client.cookies["sessionid"].value)
    assert len(set(keys)) == 3
    assert not Session.objects.filter(session_key__in=keys[:2]).exists()


@pytest.mark.parametrize(("steps", "accepted"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)])
def test_clocks_may_differ_by_one_step(owner, steps, accepted):
    with time_machine.travel("2030-01-01 12:00:15", tick=False):
        set_up(owner)
        code = app_of(owner).at(timezone.now() + timedelta(seconds=30 * steps))
        client = first_step(ALPHA, owner)
        client.post(CODE, {"code": code})
        assert is_signed_in(client) == bool(accepted)


def test_a_code_counts_once_and_so_does_an_older_one(owner):
    with time_machine.travel("2030-01-01 12:00:15", tick=False):
        set_up(owner)
        app = app_of(owner)
        older, newer = app.at(timezone.now() - timedelta(seconds=30)), app.now()
        use_code(user=owner, code=f"{newer[:3]} {newer[3:]}")
        for code in (newer, older):
            with pytest.raises(WrongCode):
                use_code(user=owner, code=code)


@pytest.mark.parametrize("code", ["", "٠١٢٣٤٥", "00000", "0" * 10, "abcdef", "\u0000"])
def test_what_is_no_code_is_refused(owner, code):
    set_up(owner)
    client = first_step(ALPHA, owner)
    assert client.post(CODE, {"code": code}).status_code == 200
    assert not is_signed_in(client)


def test_codes_are_limited_and_the_limit_holds_at_all_stores(store, other_store, owner):
    Membership.objects.create(
        store=other_store, user=owner, group=Group.objects.get(name=Role.EDITOR)
    )
    set_up(owner)
    client = first_step(ALPHA, owner)
    answers = [client.post(CODE, {"code": wrong(owner)}) for _n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "Try again in 1 minute." in answers[-1].content.decode()
    assert answers[-1].headers["Retry-After"]
    right = app_of(owner).now()
    assert client.post(CODE, {"code": right}).status_code == 429
    assert client.post(RECOVERY, {"code": "x"}).status_code == 429
    there = first_step(BETA, owner)
    assert there.post(CODE, {"code": right}).status_code == 429
    refused = AuditEntry.objects.filter(action="sign_in.refused", reason="second factor")
    assert refused.count() == 5


def test_the_first_step_is_forgotten_after_ten_minutes(owner):
    set_up(owner)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False) as clock:
        client = first_step(ALPHA, owner)
        clock.shift(timedelta(minutes=11))
        answer = client.post(CODE, {"code": app_of(owner).now()})
        assert answer.headers["Location"] == "/admin/login/"
        assert not is_signed_in(client)


@pytest.mark.parametrize("change", ["password", "membership", "active"])
def test_the_first_step_is_void_once_the_person_may_not_sign_in(owner, change):
    set_up(owner)
    client = first_step(ALPHA, owner)
    if change == "password":
        owner.set_password("another long passphrase")
        owner.save()
    elif change == "membership":
        Membership.objects.filter(user=owner).delete()
    else:
        User.objects.filter(pk=owner.pk).update(is_active=False)
    answer = client.post(CODE, {"code": app_of(owner).now()})
    assert answer.headers["Location"] == "/admin/login/"
    assert not is_signed_in(client)


def test_without_the_first_step_there_is_no_second(store):
    for path in (CODE, RECOVERY):
        for answer in (Client(HTTP_HOST=ALPHA).get(path), Client(HTTP_HOST=ALPHA).post(path)):
            assert answer.headers["Location"] == "/admin/login/"


def test_a_recovery_code_signs_in_once_and_few_left_are_told(owner):
    codes = set_up(owner)
    for used, code in enumerate(codes[:7], start=1):
        left = use_recovery_code(user=owner, code=code)
        assert left == 10 - used
    client = first_step(ALPHA, owner)
    done = client.post(RECOVERY, {"code": codes[7].upper().replace("-", " ")}, follow=True)
    assert "You have 2 recovery codes left" in done.content.decode()
    assert is_signed_in(client)
    assert AuditEntry.objects.filter(action="second_factor.used_recovery_code").count() == 8
    assert "recovery code was used" in mail.outbox[-1].subject

    again = first_step(ALPHA, owner)
    refused = again.post(RECOVERY, {"code": codes[7]})
    assert "has been used" in refused.content.decode()
    assert not is_signed_in(again)


def test_somebody_elses_recovery_code_is_none(store, owner, as_member):
    editor = as_member(store, Role.EDITOR)
    set_up(owner)
    (code, *_more) = set_up(editor)
    with pytest.raises(WrongCode):
        use_recovery_code(user=owner, code=code)


def test_new_recovery_codes_void_the_old(owner):
    client = client_on(ALPHA, owner)
    old = set_up(owner)
    path = "/admin/security/second-factor/codes/"
    assert (
        "not your password"
        in client.post(path, {"password": "no", "code": app_of(owner).now()}).content.decode()
    )
    page = client.post(path, {"password": PASSWORD, "code": app_of(owner).now()})
    new = re.findall(r"<code>([a-z2-9-]{19})</code>", page.content.decode())
    assert len(new) == 10
    with pytest.raises(WrongCode):
        use_recovery_code(user=owner, code=old[0])
    assert use_recovery_code(user=owner, code=new[0]) == 9


def test_turning_it_off_asks_for_password_and_code(owner):
    client, other = client_on(ALPHA, owner), client_on(ALPHA, owner)
    set_up(owner)
    path = "/admin/security/second-factor/off/"
    for fields in (
        {"password": "no", "code": app_of(owner).now()},
        {"password": PASSWORD, "code": wrong(owner)},
        {"password": PASSWORD},
        {},
    ):
        assert client.post(path, fields).status_code == 200
        assert has_second_factor(owner)
    client.post(path, {"password": PASSWORD, "code": app_of(owner).now()})
    assert not has_second_factor(owner)
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert AuditEntry.objects.filter(action="second_factor.removed").count() == 1
    assert "removed" in mail.outbox[-1].subject


def test_guesses_on_the_security_screens_are_limited(owner):
    set_up(owner)
    client = first_step(ALPHA, owner)
    client.post(CODE, {"code": app_of(owner).now()})
    path = "/admin/security/second-factor/off/"
    fields = {"password": PASSWORD, "code": wrong(owner)}
    assert [client.post(path, fields).status_code for _n in range(6)] == [200] * 5 + [429]
    assert client.post("/admin/security/password/", {"old_password": PASSWORD}).status_code == 429


# Required ------------------------------------------------------------------------------------


def by_owner(store) -> None:
    with store_scope(store):
        require_second_factor(store=store, required=True)


def by_plan(store) -> None:
    Plan.objects.filter(pk=store.plan_id).update(requires_second_factor=True)


@pytest.mark.parametrize("require", [by_owner, by_plan])
def test_who_lacks_one_sets_it_up_before_anything_else(store, owner, require):
    client = client_on(ALPHA, owner)
    require(store)
    for path in ("/admin/", "/admin/account/", "/admin/security/", "/admin/products/"):
        for answer in (client.get(path), client.post(path)):
            assert answer.headers["Location"] == SET_UP, path
    assert client.get("/admin/api/main/pages/").status_code == 403
    asked = client.get("/admin/", headers={"x-requested-with": "XMLHttpRequest"})
    assert asked.status_code == 403
    page = client.get(SET_UP).content.decode()
    assert "requires a second factor" in page
    assert "/admin/logout/" in page
    client.post(SET_UP, {"code": app_of(owner).now(), "password": PASSWORD})
    assert is_signed_in(client)
    assert client.get("/admin/security/second-factor/off/").status_code == 404


def test_who_lacks_one_can_sign_out(store, owner):
    client = client_on(ALPHA, owner)
    by_owner(store)
    assert client.post("/admin/logout/").headers["Location"] == "/admin/login/"


def test_who_set_one_up_at_another_store_goes_on_here(store, owner):
    client = client_on(ALPHA, owner)
    by_owner(store)
    set_up(owner)
    assert is_signed_in(client)


def test_where_it_is_required_it_costs_no_query_once_it_is_known(store, owner):
    by_owner(store)
    set_up(owner)
    client = first_step(ALPHA, owner)
    client.post(CODE, {"code": app_of(owner).now()})
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/account/")
    assert not any("stores_secondfactor" in query["sql"] for query in queries)


def test_one_store_asking_for_it_asks_nobody_at_another(store, other_store, as_member):
    by_owner(store)
    assert is_signed_in(client_on(BETA, as_member(other_store, Role.OWNER)))


def test_a_visit_for_support_is_not_asked(store, as_member):
    """The operator has shown a second factor on the control host, if operators must."""
    from stores.sessions import SUPPORT_ACCESS
    from stores.sign_in.middleware import lacks_second_factor

    by_owner(store)
    visitor = as_member(store, SUPPORT)
    request = type("Request", (), {})()
    request.store, request.user = store, visitor
    request.session = {}
    assert lacks_second_factor(request)
    request.session = {SUPPORT_ACCESS: 1}
    assert not lacks_second_factor(request)


def test_an_owner_sees_who_has_one_and_requires_it(store, owner, as_member):
    editor, visitor = as_member(store, Role.EDITOR), as_member(store, SUPPORT)
    set_up(owner)
    client = first_step(ALPHA, owner)
    client.post(CODE, {"code": app_of(owner).now()})
    page = client.get("/admin/settings/security/").content.decode()
    assert page.count("Has a second factor") == 1
    assert page.count("Password only") == 1
    assert editor.email in page
    assert visitor.email not in page

    client.post("/admin/settings/security/", {"required": "on"})
    assert client.get("/admin/security/").wsgi_request.store.asks_second_factor
    entry = AuditEntry.objects.filter(store=store, object_type="store").latest("pk")
    assert entry.after["requires_second_factor"] is True
    assert entry.actor_id == owner.pk
    client.post("/admin/settings/security/", {})
    assert not client.get("/admin/security/").wsgi_request.store.asks_second_factor


def test_an_owner_cannot_switch_off_what_the_plan_requires(store, owner):
    set_up(owner)
    by_plan(store)
    client = first_step(ALPHA, owner)
    client.post(CODE, {"code": app_of(owner).now()})
    page = client.get("/admin/settings/security/").content.decode()
    assert "Your plan requires it" in page
    client.post("/admin/settings/security/", {})
    assert client.get("/admin/security/").wsgi_request.store.asks_second_factor
    store.refresh_from_db()
    assert not store.requires_second_factor


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.FULFILMENT])
def test_only_owners_decide_about_it(store, as_member, role):
    client = client_on(ALPHA, as_member(store, role))
    for answer in (
        client.get("/admin/settings/security/"),
        client.post("/admin/settings/security/", {"required": "on"}),
    ):
        assert answer.status_code == 302
    store.refresh_from_db()
    assert not store.requires_second_factor


def test_operators_are_asked_on_the_control_host_by_its_own_switch(operator, control_client):
    assert "/admin/settings/security/" in control_client.get("/admin/").content.decode()
    page = control_client.get("/admin/settings/security/").content.decode()
    assert operator.email in page
    control_client.post("/admin/settings/security/", {"required": "on"})
    assert control_client.get("/admin/").headers["Location"] == SET_UP
    control_client.get(SET_UP)
    control_client.post(SET_UP, {"code": app_of(operator).now(), "password": PASSWORD})
    assert control_client.get("/admin/").status_code == 200
    client = first_step(settings.CONTROL_HOST, operator)
    forget_steps(operator)
    client.post(CODE, {"code": app_of(operator).now()})
    assert client.get("/admin/").status_code == 200


def test_an_operator_resets_what_was_lost(store, other_store, owner):
    Membership.objects.create(
        store=other_store, user=owner, group=Group.objects.get(name=Role.EDITOR)
    )
    here, there = client_on(ALPHA, owner), client_on(BETA, owner)
    set_up(owner)

    assert reset_second_factor(user=owner, reason="Lost the phone; called back.")

    assert not has_second_factor(owner)
    assert not is_signed_in(here)
    assert not is_signed_in(there)
    assert mail.outbox[-1].to == [owner.email]
    assert "was reset" in mail.outbox[-1].subject
    entry = AuditEntry.objects.get(action="second_factor.reset")
    assert (entry.store_id, entry.reason) == (0, "Lost the phone; called back.")
    assert is_signed_in(client_on(ALPHA, owner))
    assert not reset_second_factor(user=owner)


def test_a_prepared_secret_is_kept_for_an_hour_only(owner):
    first = prepare_second_factor(user=owner)
    again = prepare_second_factor(user=owner, shown=mark_of(first))
    assert again.secret == first.secret
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        later = prepare_second_factor(user=owner, shown=mark_of(first))
        assert later.secret != first.secret


def test_who_was_in_by_a_known_password_does_not_know_the_secret_that_is_set_up(owner):
    thief, person = client_on(ALPHA, owner), client_on(ALPHA, owner)
    thief.get(SET_UP)
    seen_by_thief = app_of(owner)
    person.get(SET_UP)
    assert app_of(owner).secret != seen_by_thief.secret
    refused = person.post(SET_UP, {"code": seen_by_thief.now(), "password": PASSWORD})
    assert "This code is not right" in refused.text
    person.post(SET_UP, {"code": app_of(owner).now(), "password": PASSWORD})
    assert has_second_factor(owner)
    assert not is_signed_in(thief)
