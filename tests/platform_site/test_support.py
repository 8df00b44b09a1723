"""Operators visit a store's admin for support: for a reason, for a time, seen by its owner."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from stores.models import AuditEntry, ContentPage, Membership, Session, Store, SupportAccess, User
from stores.roles import SUPPORT, Role
from stores.scope import PLATFORM_ID, platform_scope, store_scope
from stores.services.begin_support import begin_support
from stores.services.end_membership import end_membership
from stores.services.end_support import end_expired_support
from tests.conftest import PASSWORD, client_on
from tests.isolation.test_roles import menu_items

CONTROL = f"http://{settings.CONTROL_HOST}"
ENTER = "/admin/support/enter/"
ANSWER = {"reason": "Prices look wrong, ticket 812", "duration": "15"}


def host(store: Store) -> str:
    return store.primary_domain().hostname


def ask(client: Client, store: Store, **answer: str):
    return client.post(f"/admin/control/stores/{store.slug}/support/", ANSWER | answer)


def token_in(response) -> str:
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert found, "no way in was shown"
    return found[1]


def enter(store: Store, token: str, *, origin: str = CONTROL, **headers: str):
    client = Client(HTTP_HOST=host(store), enforce_csrf_checks=True, **headers)
    return client, client.post(ENTER, {"token": token}, HTTP_ORIGIN=origin)


@pytest.fixture
def visit(control_client: Client, store: Store, django_capture_on_commit_callbacks) -> Client:
    """An operator in the store's admin."""
    with django_capture_on_commit_callbacks(execute=True):
        client, response = enter(store, token_in(ask(control_client, store)))
    assert (response.status_code, response.url) == (302, "/admin/")
    client.handler.enforce_csrf_checks = False
    return client


def test_an_operator_opens_a_stores_admin_for_a_reason_and_a_time(
    control_client: Client, store: Store, operator: User
) -> None:
    page = control_client.get(f"/admin/control/stores/{store.slug}/")
    assert f"/admin/control/stores/{store.slug}/support/" in page.content.decode()
    assert "Open its admin" not in page.content.decode()

    ready = ask(control_client, store)

    assert ready.status_code == 200
    assert store.absolute_url(ENTER) in ready.content.decode()
    policy = ready.headers["Content-Security-Policy"]
    action = next(part for part in policy.split(";") if "form-action" in part).split()
    assert action == ["form-action", "'self'", store.absolute_url("")]
    assert ready.headers["Referrer-Policy"] == "strict-origin"
    access = SupportAccess.objects.get(store=store)
    assert access.operator == operator
    assert access.expires_at - access.started_at == pytest.approx(
        timedelta(minutes=15), abs=timedelta(seconds=5)
    )
    assert token_in(ready) not in str(access.__dict__), "only a digest is kept"


def test_every_page_of_the_visit_says_who_is_there_why_and_until_when(visit: Client, operator):
    for path in ("/admin/", "/admin/pages/", "/admin/settings/store/", "/admin/nothing/here/"):
        page = visit.get(path, follow=True).content.decode()
        assert operator.email in page, path
        assert "Prices look wrong, ticket 812" in page, path
        assert 'action="/admin/support/leave/"' in page, path
        assert "left)" in page, path


def test_the_menu_leads_a_visitor_to_what_they_may_see(visit: Client) -> None:
    props = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', visit.get("/admin/").text)
    assert props is not None
    addresses = dict(menu_items(json.loads(props[1])))
    del addresses["account"]  # Hidden by admin.css: Wagtail puts it there for everybody.
    shut = {
        name: path
        for name, path in addresses.items()
        if path.startswith("/admin/")
        and name != "logout"
        and visit.get(path, follow=True).status_code != 200
    }
    assert shut == {}
    assert "store-settings" in addresses


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"reason": "  "}, "This field is required."),
        ({"reason": "x" * 501}, "at most 500 characters"),
        ({"duration": "1440"}, "not one of the available choices"),
        ({"duration": ""}, "This field is required."),
    ],
)
def test_without_a_reason_or_a_time_nothing_opens(control_client, store, answer, said) -> None:
    page = ask(control_client, store, **answer)
    assert said in page.content.decode()
    assert not SupportAccess.objects.filter(store=store).exists()
    assert not Membership.objects.filter(store=store, group__name=SUPPORT).exists()


def test_a_disabled_store_cannot_be_entered(control_client: Client, store: Store) -> None:
    Store.objects.filter(pk=store.pk).update(status=Store.Status.DISABLED)
    assert "its admin is closed for everybody" in ask(control_client, store).content.decode()
    assert not SupportAccess.objects.exists()


def test_somebody_of_the_stores_own_team_signs_in_by_themselves(
    control_client: Client, store: Store, operator: User
) -> None:
    from django.contrib.auth.models import Group

    Membership.objects.create(store=store, user=operator, group=Group.objects.get(name=Role.EDITOR))
    assert "sign in there yourself" in ask(control_client, store).content.decode()
    assert not SupportAccess.objects.exists()


def test_a_token_opens_once(control_client: Client, store: Store) -> None:
    token = token_in(ask(control_client, store))
    assert enter(store, token)[1].status_code == 302
    client, again = enter(store, token)
    assert again.status_code == 403
    assert client.get("/admin/").status_code == 302


def test_a_token_is_worthless_at_another_store(
    control_client: Client, store: Store, other_store: Store
) -> None:
    token = token_in(ask(control_client, store))
    client, response = enter(other_store, token)
    assert response.status_code == 403
    assert client.get("/admin/").status_code == 302
    assert enter(store, token)[1].status_code == 302, "and it was not used up there"


def test_a_token_lasts_a_minute(control_client: Client, store: Store) -> None:
    token = token_in(ask(control_client, store))
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        assert enter(store, token)[1].status_code == 403


@pytest.mark.parametrize("token", ["", "x", "\x00", "a" * 500])
def test_a_guess_opens_nothing(control_client: Client, store: Store, token: str) -> None:
    ask(control_client, store)
    assert enter(store, token)[1].status_code == 403
    assert not Session.objects.filter(store=store).exclude(support_access=None).exists()


@pytest.mark.parametrize("origin", ["", "null", "http://evil.example", "http://alpha.localhost"])
def test_a_page_of_another_host_signs_nobody_in(control_client, store, origin: str) -> None:
    """Or a stranger could put somebody else's browser into a session of theirs."""
    token = token_in(ask(control_client, store))
    client, response = enter(store, token, origin=origin)
    assert response.status_code == 403
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert enter(store, token)[1].status_code == 302


def test_the_entrance_is_no_address_to_be_followed(control_client: Client, store: Store) -> None:
    token = token_in(ask(control_client, store))
    assert Client(HTTP_HOST=host(store)).get(ENTER, {"token": token}).status_code == 405
    assert control_client.post(ENTER, {"token": token}).status_code == 404


def test_entering_leaves_no_session_to_be_fixed(control_client: Client, store: Store) -> None:
    token = token_in(ask(control_client, store))
    client = Client(HTTP_HOST=host(store))
    with store_scope(store):
        session = client.session
        session["planted"] = 1
        session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    client.post(ENTER, {"token": token}, HTTP_ORIGIN=CONTROL)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key
    assert "planted" not in client.session
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_the_owners_are_told_in_their_language(visit, store, as_member, operator) -> None:
    told = [message for message in mail.outbox if operator.email in message.body]
    assert [message.to for message in told] == [["owner@alpha.example"]]
    assert "ticket 812" in told[0].body
    assert store.absolute_url("/admin/settings/support/") in told[0].body


def test_both_sides_can_read_of_it(visit: Client, store: Store, operator: User) -> None:
    with store_scope(store):
        seen = list(
            AuditEntry.objects.filter(object_type__in=["support", "supportaccess"])
            .order_by("pk").values_list("action", "actor_kind", "actor_name")
        )  # fmt: skip
    assert seen == [
        ("support.added", "operator", operator.email),
        ("support.entered", "support", operator.email),
    ]


def test_what_a_visitor_changes_is_written_down_as_supports(visit, store, operator) -> None:
    page = visit.get("/admin/settings/store/")
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in given.items() if value} | {"name": "Mended"}
    visit.post("/admin/settings/store/", data)
    entry = AuditEntry.objects.filter(action="store.changed", store=store).first()
    assert entry is not None
    assert (entry.actor_kind, entry.actor_name) == ("support", operator.email)
    assert entry.after == {"name": "Mended"}


def test_when_the_time_is_up_the_next_page_is_the_one_to_sign_in(visit: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        answer = visit.get("/admin/settings/store/")
        assert answer.status_code == 302
        page = visit.get(answer.url)
        assert "Your support access has ended" in page.content.decode()
        assert "Your support access has ended" not in visit.get("/admin/login/").content.decode()


def test_the_database_knows_that_the_time_is_up(visit, store, operator) -> None:
    SupportAccess.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    operator.memberships.filter(store=store).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert visit.get("/admin/").status_code == 302


def test_leaving_ends_it(visit: Client, store: Store, operator: User) -> None:
    response = visit.post("/admin/support/leave/", follow=True)
    page = response.content.decode()
    assert "You have left" in page
    assert "its time was up" not in page
    assert_gone(store, operator)
    assert visit.get("/admin/").status_code == 302


def test_signing_out_ends_it(visit: Client, store: Store, operator: User) -> None:
    page = visit.post("/admin/logout/", follow=True).content.decode()
    assert "its time was up" not in page
    assert_gone(store, operator)


def test_a_visitor_is_told_that_lists_are_not_taken_along(visit: Client) -> None:
    response = visit.get("/admin/orders/?export=csv")
    assert response.status_code == 403
    assert headings(response.content.decode()) == ["No exports for support"]


def test_the_owner_is_told_how_many_visits_there_were(visit, store, as_member, operator) -> None:
    owner = client_on(host(store), as_member(store, Role.OWNER))
    assert "1 visit" in owner.get("/admin/settings/support/").content.decode()


def headings(page: str) -> list[str]:
    return [
        " ".join(re.sub(r"<[^>]+>", "", text).split())
        for text in re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    ]


def test_the_owner_reads_of_it_and_ends_it(visit, store, as_member, operator) -> None:
    owner = client_on(host(store), as_member(store, Role.OWNER))
    page = owner.get("/admin/settings/support/").content.decode()
    assert operator.email in page
    assert "ticket 812" in page
    access = SupportAccess.objects.get(store=store)
    assert f'action="/admin/settings/support/{access.pk}/end/"' in page
    answer = owner.post(f"/admin/settings/support/{access.pk}/end/", follow=True)
    assert "signed out and cannot come back" in answer.content.decode()
    assert visit.get("/admin/").status_code == 302
    assert_gone(store, operator)
    again = owner.post(f"/admin/settings/support/{access.pk}/end/", follow=True)
    assert "had ended already" in again.content.decode()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.FULFILMENT])
def test_only_the_owner_sees_and_ends_it(visit, store, as_member, role) -> None:
    client = client_on(host(store), as_member(store, role))
    access = SupportAccess.objects.get(store=store)
    assert "ticket 812" not in client.get("/admin/settings/support/", follow=True).content.decode()
    client.post(f"/admin/settings/support/{access.pk}/end/")
    assert visit.get("/admin/").status_code == 200


def test_another_stores_owner_ends_nothing(visit, store, other_store, as_member) -> None:
    owner = client_on(host(other_store), as_member(other_store, Role.OWNER))
    access = SupportAccess.objects.get(store=store)
    assert owner.post(f"/admin/settings/support/{access.pk}/end/").status_code == 404
    assert "ticket 812" not in owner.get("/admin/settings/support/").content.decode()
    assert visit.get("/admin/").status_code == 200


def test_a_colleague_sees_on_the_stores_page_who_is_in_and_ends_it(
    visit: Client, control_client: Client, store: Store, operator: User
) -> None:
    page = control_client.get(f"/admin/control/stores/{store.slug}/").content.decode()
    assert "Support is in" in page
    access = SupportAccess.objects.get(store=store)
    control_client.post(f"/admin/control/stores/{store.slug}/support/{access.pk}/end/")
    assert_gone(store, operator)


def test_an_operator_who_is_deactivated_is_out(visit: Client, operator: User) -> None:
    User.objects.filter(pk=operator.pk).update(is_active=False)
    assert visit.get("/admin/").status_code == 302


def test_an_operator_who_leaves_the_team_is_out(visit: Client, store, operator, as_member) -> None:
    platform = Store.all_objects.get(pk=PLATFORM_ID)
    colleague = User.objects.create_user("colleague@provider.example", PASSWORD)
    group = operator.memberships.get(store=platform).group
    Membership.objects.create(store=platform, user=colleague, group=group)
    end_membership(store=platform, user=operator, by=colleague)
    assert visit.get("/admin/").status_code == 302
    assert_gone(store, operator)


def test_nothing_is_left_of_a_visit_whose_time_is_up(visit, store, operator) -> None:
    with store_scope(store):
        page = ContentPage.objects.get(slug="about")
        visit.post(f"/admin/pages/{page.pk}/lock/")
        page.refresh_from_db()
        assert page.locked_by == operator
    assert end_expired_support() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        past = timezone.now() - timedelta(minutes=1)  # The database's clock does not travel.
        operator.memberships.filter(store=store).update(expires_at=past)
        assert end_expired_support() == 1
        assert end_expired_support() == 0
    assert not Membership.objects.filter(store=store, user=operator).exists()
    assert not Session.objects.filter(user=operator, store=store).exists()
    assert ContentPage.objects.get(pk=page.pk).locked is False
    assert SupportAccess.objects.get(store=store).ended_at is None, "nobody ended it"


def test_beginning_anew_puts_the_first_visit_out(visit, control_client, store, operator) -> None:
    token = token_in(ask(control_client, store))
    assert visit.get("/admin/").status_code == 302
    assert enter(store, token)[1].status_code == 302
    assert Membership.objects.filter(store=store, user=operator).count() == 1


def test_a_suspended_store_is_looked_at_and_not_changed(control_client, store, operator) -> None:
    Store.objects.filter(pk=store.pk).update(status=Store.Status.SUSPENDED)
    client, response = enter(store, token_in(ask(control_client, store)))
    assert response.status_code == 302
    client.handler.enforce_csrf_checks = False
    assert client.get("/admin/settings/store/").status_code == 200
    assert client.post("/admin/settings/store/", {"name": "X"}).status_code == 403
    client.post("/admin/support/leave/")
    assert_gone(store, operator)


def test_an_operators_password_opens_no_store_even_during_support(visit, store, operator) -> None:
    client = Client(HTTP_HOST=host(store))
    answer = client.post("/admin/login/", {"username": operator.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert client.get("/admin/").status_code == 302


def test_a_members_password_does_not_open_the_control_host(store, as_member) -> None:
    client = Client(HTTP_HOST=settings.CONTROL_HOST)
    owner = as_member(store, Role.OWNER)
    client.post("/admin/login/", {"username": owner.email, "password": PASSWORD})
    assert client.get("/admin/").status_code == 302


def test_a_password_cannot_be_reset_through_a_store_that_is_visited(visit, store, operator):
    mail.outbox.clear()
    Client(HTTP_HOST=host(store)).post("/admin/password_reset/", {"email": operator.email})
    assert mail.outbox == []


def test_store_staff_cannot_begin_support(store: Store, as_member) -> None:
    owner = as_member(store, Role.OWNER)
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="provider’s team"), platform_scope():
        begin_support(store=store, operator=owner, reason="x", duration=timedelta(minutes=15))


def assert_gone(store: Store, operator: User) -> None:
    access = SupportAccess.objects.get(store=store)
    assert access.ended_at is not None
    assert not Session.objects.filter(support_access=access).exists()
    assert not Membership.objects.filter(store=store, user=operator).exists()
