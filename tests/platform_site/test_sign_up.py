"""Anybody opens a store on the control host, if they prove their address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from platform_site.sign_up import confirm, limits
from platform_site.sign_up.confirm import entry_token
from platform_site.sign_up.tasks import forget_sign_ups
from stores.models import Membership, Plan, PlatformSettings, SignUp, Store, User
from stores.services.erase_store import erase_store
from stores.services.mark_template import mark_template
from tests.conftest import PASSWORD, client_on
from tests.stores.signing_in import set_up

EMAIL = "nia@people.example"
FORM = "/sign-up/"
CONFIRM = "/sign-up/confirm/"
ORIGIN = f"http://{settings.CONTROL_HOST}"


@pytest.fixture(autouse=True)
def is_open(db: None, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    PlatformSettings(sign_up_open=True).save()
    Plan.objects.exclude(code="basic").update(is_offered=False)
    Plan.objects.filter(code="basic").update(is_offered=True, trial_days=14)
    monkeypatch.setattr(limits, "QUICKEST", timedelta())


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST=settings.CONTROL_HOST)


def typed(**changes: str) -> dict[str, str]:
    return {
        "name": "Nia’s Cups",
        "slug": "nias-cups",
        "country": "JP",
        "currency": "",
        "plan": "basic",
        "template": "",
        "email": EMAIL,
        "password": PASSWORD,
        "website": "",
        "shown": limits.stamp(),
        **changes,
    }


def sign_up(client: Client, commits: Any, **changes: str) -> Any:
    with commits(execute=True):
        return client.post(FORM, typed(**changes))


def link() -> str:
    found = re.search(r"http://control\.localhost\S*(/sign-up/confirm/\S+)", mail.outbox[-1].body)
    assert found is not None
    return found[1]


def made() -> bool:
    return Store.objects.filter(slug="nias-cups").exists()


def enter(token: str, host: str = "nias-cups.localhost", **headers: str) -> Any:
    client = Client(HTTP_HOST=host)
    response = client.post("/admin/welcome/", {"token": token}, HTTP_ORIGIN=ORIGIN, **headers)
    return client, response


def token_in(page: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def test_a_shop_is_made_once_its_owner_has_opened_the_link(
    client, django_capture_on_commit_callbacks
):
    sent = sign_up(client, django_capture_on_commit_callbacks)
    assert sent.url == "/sign-up/sent/"
    assert mail.outbox[-1].to == [EMAIL]
    assert PASSWORD not in mail.outbox[-1].body
    assert not made()
    assert not User.objects.filter(email=EMAIL).exists()

    page = client.get(link(), follow=True)
    assert not made()  # Programs open links, too.
    assert "Nia’s Cups" in page.text
    assert "Password" not in page.text  # It is the browser that signed up.
    ready = client.post(CONFIRM)

    store = Store.objects.get(slug="nias-cups")
    assert (store.status, store.currency, store.time_zone) == ("pending", "JPY", "Asia/Tokyo")
    assert store.trial_ends_at is not None
    assert "form-action 'self' http://nias-cups.localhost" in ready["Content-Security-Policy"]
    owner, response = enter(token_in(ready))
    assert response.url == "/admin/"
    home = owner.get("/admin/")
    assert "Get your shop ready" in home.text
    client_on("nias-cups.localhost", User.objects.get(email=EMAIL))  # Signs in with the password.
    row = SignUp.objects.get()
    assert (row.password, row.store_slug) == ("", "nias-cups")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "  ", "This field is required"),
        ("name", "n" * 121, "at most 120 characters"),
        ("name", "You won! https://evil.example", "without a link"),
        ("name", "Claim at WWW.evil.example", "without a link"),
        ("name", "Claim at evil.example/now", "without a link"),
        ("slug", "alpha", "is taken"),
        ("slug", "www", "is reserved"),
        ("slug", "control", "is reserved"),
        ("slug", "-cups", "Use 1 to 63 small letters"),
        ("slug", "a b", "Use 1 to 63 small letters"),
        ("slug", "c" * 64, "at most 63 characters"),
        ("country", "", "This field is required"),
        ("country", "??", "Select a valid choice"),
        ("currency", "XXX", "Select a valid choice"),
        ("plan", "", "This field is required"),
        ("plan", "pro", "Select a valid choice"),
        ("template", "beta", "Select a valid choice"),
        ("email", "nobody", "is not an e-mail address"),
        ("email", "", "This field is required"),
        ("password", "short", "too short"),
        ("password", "password1234", "leaked"),
        ("password", "nias-cups!!", "name that others know"),
        ("password", "", "This field is required"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept_or_sent(
    client, django_capture_on_commit_callbacks, field, value, message
):
    response = sign_up(client, django_capture_on_commit_callbacks, **{field: value})
    assert response.status_code == 200
    assert any(message in error for error in response.context["form"].errors[field])
    assert not SignUp.objects.exists()
    assert mail.outbox == []
    if field != "name":
        assert 'value="Nia’s Cups"' in response.text


def test_without_an_address_it_is_made_from_the_name(client, django_capture_on_commit_callbacks):
    sign_up(client, django_capture_on_commit_callbacks, slug="", name="Blue Door")
    assert SignUp.objects.get().slug == "blue-door"


@pytest.mark.parametrize("path", [FORM, "/sign-up/sent/", CONFIRM])
def test_while_it_is_closed_there_is_nothing(client, django_capture_on_commit_callbacks, path):
    PlatformSettings(sign_up_open=False).save()
    page = client.get(path)
    assert page.status_code == 404
    assert "No new shops at the moment" in page.text
    assert client.post(path, typed()).status_code == 404
    assert not SignUp.objects.exists()


def test_a_link_that_was_sent_before_it_closed_makes_nothing(
    client, django_capture_on_commit_callbacks
):
    sign_up(client, django_capture_on_commit_callbacks)
    PlatformSettings(sign_up_open=False).save()
    client.get(link())
    assert client.post(CONFIRM).status_code == 404
    assert not made()


def test_the_front_page_leads_to_the_sign_up_and_to_the_operators(client, operator):
    page = client.get("/").text
    assert 'href="/sign-up/"' in page
    assert 'href="/admin/login/"' in page
    PlatformSettings(sign_up_open=False).save()
    assert 'href="/sign-up/"' not in client.get("/").text
    assert client_on(settings.CONTROL_HOST, operator).get("/").url == "/admin/"


def test_no_store_has_a_sign_up(store_client, store):
    for path in (FORM, CONFIRM, "/sign-up/confirm/x/"):
        assert store_client(store).get(path).status_code == 404
    control = client_on(settings.CONTROL_HOST).post("/admin/welcome/", {"token": "x"})
    assert control.url.startswith("/admin/login/")  # As every address there that is none.


def test_a_machine_that_fills_every_field_is_told_nothing(
    client, django_capture_on_commit_callbacks
):
    response = sign_up(client, django_capture_on_commit_callbacks, website="http://spam.example")
    assert response.url == "/sign-up/sent/"
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("shown", ["", "shown", "shown:1:forged"])
def test_a_form_without_its_time_is_asked_for_again(
    client, django_capture_on_commit_callbacks, shown
):
    response = sign_up(client, django_capture_on_commit_callbacks, shown=shown)
    assert "Please send it once more" in response.text
    assert not SignUp.objects.exists()


def test_a_form_that_is_sent_at_once_is_asked_for_again(
    client, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr(limits, "QUICKEST", timedelta(seconds=3))
    response = sign_up(client, django_capture_on_commit_callbacks)
    assert "That was very quick" in response.text
    assert not SignUp.objects.exists()


def test_who_signs_up_too_often_is_told_how_long_to_wait(
    client, django_capture_on_commit_callbacks
):
    for _n in range(3):
        assert sign_up(client, django_capture_on_commit_callbacks).status_code == 302
    response = sign_up(client, django_capture_on_commit_callbacks)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 60
    assert "Too many attempts. Try again in" in response.text
    for n in range(2):
        sign_up(client, django_capture_on_commit_callbacks, email=f"other{n}@people.example")
    last = sign_up(client, django_capture_on_commit_callbacks, email="third@people.example")
    assert last.status_code == 429  # By where it comes from.
    assert SignUp.objects.count() == 5


def test_what_was_refused_is_not_counted(client, django_capture_on_commit_callbacks):
    for _n in range(6):
        refused = sign_up(client, django_capture_on_commit_callbacks, slug="alpha")
        assert "is taken" in refused.text
    assert sign_up(client, django_capture_on_commit_callbacks).status_code == 302


def test_an_address_with_an_account_gets_the_same_answer_as_one_without(
    client, django_capture_on_commit_callbacks
):
    answers = []
    for email in (EMAIL, "owner@alpha.example"):
        response = sign_up(client, django_capture_on_commit_callbacks, email=email)
        answers.append((response.status_code, response.url, client.get(response.url).text))
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2


def test_somebody_with_an_account_gives_its_password_and_keeps_it(
    client, django_capture_on_commit_callbacks
):
    chosen = "another good long phrase"
    sign_up(
        client,
        django_capture_on_commit_callbacks,
        email="OWNER@alpha.example",
        password=chosen,
    )
    page = client.get(link(), follow=True).text
    assert "There is an account with your address" in page
    wrong = client.post(CONFIRM, {"password": chosen})
    assert "This is not the password of the account" in wrong.text
    assert client.post(CONFIRM).status_code == 200
    assert not made()

    ready = client.post(CONFIRM, {"password": PASSWORD})
    owner = User.objects.get(email="owner@alpha.example")
    assert owner.check_password(PASSWORD)
    assert Membership.objects.filter(user=owner).count() == 2
    assert enter(token_in(ready))[1].url == "/admin/"


def test_a_second_factor_is_asked_for_as_ever(client, django_capture_on_commit_callbacks):
    set_up(User.objects.get(email="owner@alpha.example"))
    sign_up(client, django_capture_on_commit_callbacks, email="owner@alpha.example")
    client.get(link())
    browser, response = enter(token_in(client.post(CONFIRM, {"password": PASSWORD})))
    assert response.url == "/admin/login/code/" or "code" in response.url
    assert browser.get("/admin/").status_code == 302


@pytest.mark.parametrize("moment", ["check_owner", "provision_store"])
def test_an_account_that_is_made_meanwhile_keeps_its_password_and_is_asked_for_it(
    client, django_capture_on_commit_callbacks, monkeypatch, moment
):
    """By an invitation that was accepted, say, after the look and before the writing."""
    sign_up(client, django_capture_on_commit_callbacks)
    client.get(link())
    real = getattr(confirm, moment)

    def and_then(*args: Any, **kwargs: Any) -> Any:
        if moment == "check_owner":
            result = real(*args, **kwargs)
            User.objects.create_user(EMAIL, "the password they chose")
            return result
        User.objects.create_user(EMAIL, "the password they chose")
        return real(*args, **{**kwargs, "existing_owner": True})

    monkeypatch.setattr(confirm, moment, and_then)
    page = client.post(CONFIRM)
    assert "There is an account with your address now" in page.text
    assert not made()
    if moment == "check_owner":
        assert User.objects.get(email=EMAIL).check_password("the password they chose")
        assert "This field is required" in client.post(CONFIRM).text


def test_another_browser_needs_the_password_of_the_sign_up(
    client, django_capture_on_commit_callbacks
):
    """Whoever types somebody else's address must not choose the password of what they open."""
    sign_up(client, django_capture_on_commit_callbacks)
    victim = Client(HTTP_HOST=settings.CONTROL_HOST)
    victim.get(link())
    for data in ({}, {"password": ""}, {"password": "my own good password"}):
        assert "token" not in victim.post(CONFIRM, data).context
    assert not made()
    assert victim.post(CONFIRM, {"password": PASSWORD}).status_code == 200
    assert made()


def test_passwords_are_not_guessed_at_the_link(client, django_capture_on_commit_callbacks):
    sign_up(client, django_capture_on_commit_callbacks)
    guesser = Client(HTTP_HOST=settings.CONTROL_HOST)
    guesser.get(link())
    for n in range(5):
        guesser.post(CONFIRM, {"password": f"guess number {n}"})
    assert "Too many attempts" in guesser.post(CONFIRM, {"password": PASSWORD}).text
    assert not made()


def test_a_link_that_expired_was_forged_or_used_makes_nothing(
    client, django_capture_on_commit_callbacks
):
    for token in ("x", "n" * 43, "%00", "../x"):
        client.get(f"/sign-up/confirm/{token}/")
        page = client.get(CONFIRM)
        assert (page.status_code, client.post(CONFIRM).status_code) == (404, 404)
        assert "This link does not work any more" in page.text
    sign_up(client, django_capture_on_commit_callbacks)
    SignUp.objects.update(expires_at=timezone.now())
    client.get(link())
    assert client.post(CONFIRM).status_code == 404
    assert not made()

    SignUp.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    client.get(link())
    token = token_in(client.post(CONFIRM))
    enter(token)
    client.get(link())
    assert client.post(CONFIRM).status_code == 404
    assert Store.objects.filter(slug="nias-cups").count() == 1


def test_confirmed_twice_makes_one_shop_and_leads_in_again(
    client, django_capture_on_commit_callbacks
):
    sign_up(client, django_capture_on_commit_callbacks)
    client.get(link())
    client.post(CONFIRM)
    again = client.post(CONFIRM)
    assert Store.objects.filter(slug="nias-cups").count() == 1
    assert enter(token_in(again))[1].url == "/admin/"


def test_who_sent_the_form_twice_uses_one_link(client, django_capture_on_commit_callbacks):
    sign_up(client, django_capture_on_commit_callbacks)
    first = link()
    sign_up(client, django_capture_on_commit_callbacks)
    client.get(link())
    client.post(CONFIRM)
    client.get(first)
    assert client.post(CONFIRM).status_code == 404


def test_an_address_that_was_taken_meanwhile_can_be_another(
    client, django_capture_on_commit_callbacks
):
    sign_up(client, django_capture_on_commit_callbacks)
    Store.objects.create(name="Faster", slug="nias-cups")
    client.get(link())
    page = client.post(CONFIRM)
    assert "is taken" in page.text
    for refused in ("www", "alpha", "-"):
        assert client.post(CONFIRM, {"slug": refused}).context["form"].errors["slug"]
    client.post(CONFIRM, {"slug": "nias-bowls"})
    assert Store.objects.get(slug="nias-bowls").name == "Nia’s Cups"


def test_the_way_in_opens_once_and_for_its_own_store_and_host_only(
    client, django_capture_on_commit_callbacks, other_store
):
    sign_up(client, django_capture_on_commit_callbacks)
    client.get(link())
    token = token_in(client.post(CONFIRM))

    assert enter(token, host="beta.localhost")[1].status_code == 403
    assert enter("", host="nias-cups.localhost")[1].status_code == 403
    assert enter(token[:-3] + "abc")[1].status_code == 403
    from_elsewhere = Client(HTTP_HOST="nias-cups.localhost")
    for origin in ("http://evil.example", "null", "http://beta.localhost"):
        answer = from_elsewhere.post("/admin/welcome/", {"token": token}, HTTP_ORIGIN=origin)
        assert answer.status_code == 403
    assert from_elsewhere.get("/admin/welcome/").status_code == 405

    assert enter(token)[1].status_code == 302
    assert enter(token)[1].status_code == 403
    SignUp.objects.update(expires_at=timezone.now() + timedelta(minutes=5))
    row = SignUp.objects.get()
    assert enter(entry_token(row))[1].status_code == 302  # The same row, within its time.
    SignUp.objects.update(expires_at=timezone.now())
    assert enter(entry_token(row))[1].status_code == 403


def test_only_templates_that_can_be_looked_at_are_offered(
    client, django_capture_on_commit_callbacks, store, other_store
):
    mark_template(store=store, is_template=True)
    mark_template(store=other_store, is_template=True)
    Store.objects.filter(pk=other_store.pk).update(status="suspended")
    page = client.get(FORM).text
    assert store.absolute_url("/") in page
    assert "Beta" not in page
    refused = sign_up(client, django_capture_on_commit_callbacks, template="alpha", currency="JPY")
    assert "cannot be written in JPY" in refused.text
    sign_up(client, django_capture_on_commit_callbacks, template="alpha", currency="EUR")
    client.get(link())
    client.post(CONFIRM)
    assert made()


def test_with_a_store_goes_who_signed_up_for_it(client, django_capture_on_commit_callbacks):
    for slug in ("nias-cups", "nias-bowls"):
        sign_up(client, django_capture_on_commit_callbacks, slug=slug)
        client.get(link())
        client.post(CONFIRM, {"password": PASSWORD})
    erase_store(store=Store.objects.get(slug="nias-cups"))
    assert [one.store_slug for one in SignUp.objects.all()] == ["nias-bowls"]


def test_abandoned_sign_ups_are_forgotten(client, django_capture_on_commit_callbacks):
    sign_up(client, django_capture_on_commit_callbacks)
    assert forget_sign_ups() == 0
    SignUp.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert forget_sign_ups() == 1
    assert not SignUp.objects.exists()


def test_pages_are_kept_by_no_browser_and_hold_no_inline_script(client):
    for path in ("/", FORM, "/sign-up/sent/"):
        response = client.get(path)
        assert "no-store" in response["Cache-Control"]
        policy = response["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", response.text)
