"""An operator makes a store, step by step."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from stores.models import BasePage, Domain, Membership, Store, User
from stores.scope import platform_scope
from stores.services.mark_template import mark_template
from tests.conftest import PASSWORD, client_on

START = "/admin/control/stores/create_store/"
STORE = {"name": "Gamma Goods", "slug": "gamma", "country": "JP"}
OWNER = {"owner_email": "owner@gamma.example", "person": "new"}
PLAN = {"plan": "basic", "opens": "at_once"}
TEMPLATE = {"template": ""}
STEPS = {"store": STORE, "owner": OWNER, "plan": PLAN, "template": TEMPLATE}


def walk(client: Client, **changes: dict[str, str]) -> Any:
    """Through all steps to the review; back comes its page."""
    for step, data in STEPS.items():
        response = client.post(f"{START}{step}/", {**data, **changes.get(step, {})})
        assert response.status_code == 302, response.context["form"].errors
    return client.get(f"{START}review/")


def send(client: Client, review: Any) -> Any:
    return client.post(f"{START}review/", {"fingerprint": fingerprint(review)}, follow=True)


def fingerprint(review: Any) -> str:
    found = re.search(r'name="fingerprint" value="(\w+)"', review.text)
    assert found is not None
    return found[1]


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Store, Domain, User, Membership, BasePage))


def test_a_store_is_made_and_its_owner_chooses_a_password(control_client, store):
    review = walk(control_client)
    for text in ("Gamma Goods", "gamma.localhost", "Japan", "JPY", "Asia/Tokyo", "Basic"):
        assert text in review.text
    page = send(control_client, review).text

    made = Store.objects.get(slug="gamma")
    assert (made.currency, made.time_zone, made.status) == ("JPY", "Asia/Tokyo", "active")
    assert made.opened_at is not None
    assert made.absolute_url("/admin/") in page
    link = page.split('value="http://gamma.localhost')[1].split('"')[0].split("/", 1)[1]
    owner = client_on("gamma.localhost")
    form = owner.get(f"/{link}", follow=True)
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert owner.post(form.redirect_chain[-1][0], chosen).status_code == 302
    client_on("gamma.localhost", User.objects.get(email="owner@gamma.example"))  # Signs in.
    later = control_client.get("/admin/control/stores/gamma/created/").text
    assert "password_reset/confirm" not in later


def test_what_the_country_has_is_proposed_and_can_be_another(control_client, store):
    send(
        control_client,
        walk(
            control_client,
            store={
                "slug": "",
                "country": "US",
                "currency": "EUR",
                "language": "de",
                "taxes": "yes",
            },
        ),
    )
    made = Store.objects.get(slug="gamma-goods")
    assert (made.currency, made.language, made.time_zone) == ("EUR", "de", "America/New_York")
    assert made.prices_include_tax


def test_a_store_can_wait_for_its_owner_to_open_it(control_client, store):
    page = send(control_client, walk(control_client, plan={"opens": "by_owner"}))
    made = Store.objects.get(slug="gamma")
    assert (made.status, made.opened_at) == ("pending", None)
    assert "waits for its owner" in page.text
    assert client_on("gamma.localhost").get("/").status_code == 503


def test_it_begins_as_a_copy_of_a_template(control_client, store):
    mark_template(store=store, is_template=True)
    review = walk(control_client, store={"currency": "EUR"}, template={"template": "alpha"})
    assert "A copy of Alpha" in review.text
    send(control_client, review)
    made = Store.objects.get(slug="gamma")
    assert not made.is_template
    assert client_on("gamma.localhost").get("/about/").status_code == 200


def test_an_owner_of_one_store_may_own_another(control_client, store):
    review = walk(control_client, owner={"owner_email": "Owner@alpha.example", "person": "known"})
    page = send(control_client, review).text
    assert "password_reset/confirm" not in page  # A key to an account in use goes to nobody.
    member = Membership.objects.get(store=Store.objects.get(slug="gamma"))
    assert (member.user.email, member.group.name) == ("owner@alpha.example", "Owner")


@pytest.mark.parametrize(
    ("step", "field", "value", "message"),
    [
        ("store", "slug", "alpha", "is taken"),
        ("store", "slug", "Not A Slug", "Use 1 to 63 small letters"),
        ("store", "slug", "-gamma", "Use 1 to 63 small letters"),
        ("store", "slug", "admin", "is reserved"),
        ("store", "slug", "mta-sts", "is reserved"),
        ("store", "slug", "g" * 64, "at most 63 characters"),
        ("store", "name", "   ", "This field is required"),
        ("store", "name", "n" * 121, "at most 120 characters"),
        ("store", "currency", "XXX", "Select a valid choice"),
        ("store", "country", "??", "Select a valid choice"),
        ("store", "language", "tlh", "Select a valid choice"),
        ("store", "time_zone", "Mars/Olympus", "Select a valid choice"),
        ("store", "taxes", "maybe", "Select a valid choice"),
        ("owner", "owner_email", "nobody", "is not an e-mail address"),
        ("owner", "owner_email", "", "This field is required"),
        ("owner", "owner_email", "owner@alpha.example", "has a sign-in already"),
        ("owner", "person", "known", "Nobody signs in with this address yet"),
        ("plan", "plan", "platinum", "Select a valid choice"),
        ("plan", "opens", "never", "Select a valid choice"),
        ("template", "template", "beta", "Select a valid choice"),
    ],
)
def test_a_wrong_field_is_named_at_its_step_and_nothing_is_made(
    control_client, store, step, field, value, message
):
    before = counts()
    for name, data in STEPS.items():
        if name == step:
            break
        control_client.post(f"{START}{name}/", data)
    data = {**STEPS[step], field: value}
    field = "owner_email" if field == "person" else field
    response = control_client.post(f"{START}{step}/", data)

    assert response.status_code == 200
    assert any(message in error for error in response.context["form"].errors[field])
    assert message in response.text
    for other, typed in data.items():
        assert response.context["form"][other].value() == typed
    assert control_client.get(f"{START}review/").url == f"{START}{step}/"
    assert counts() == before


def test_going_back_and_forth_keeps_what_was_typed(control_client, store):
    control_client.post(f"{START}store/", STORE)
    unfinished = {"owner_email": "half an addr", "person": "known", "back": "1"}
    response = control_client.post(f"{START}owner/", unfinished)
    assert response.url == f"{START}store/"
    assert 'value="Gamma Goods"' in control_client.get(response.url).text
    assert 'value="half an addr"' in control_client.get(f"{START}owner/").text


def test_a_step_waits_for_those_before_it(control_client, store):
    for step in ("owner", "plan", "template", "review"):
        assert control_client.get(f"{START}{step}/").url == f"{START}store/"
    assert control_client.post(f"{START}review/", {"fingerprint": "x"}).url == f"{START}store/"
    assert control_client.get(START).url == f"{START}store/"


def test_the_step_one_is_at_is_said_to_screen_readers(control_client, store):
    control_client.post(f"{START}store/", STORE)
    page = control_client.get(f"{START}owner/").text
    assert page.count('aria-current="step"') == 1
    assert re.search(r'aria-current="step">\s*<span>Owner<', page)


def test_sent_twice_makes_one_store(control_client, store):
    review = walk(control_client)
    first, second = send(control_client, review), send(control_client, review)
    assert first.redirect_chain == second.redirect_chain
    assert Store.objects.filter(slug="gamma").count() == 1


def test_a_slug_that_was_taken_meanwhile_leads_back_to_its_step(control_client, store):
    review = walk(control_client)
    Store.objects.create(name="Faster", slug="gamma")
    assert send(control_client, review).redirect_chain[0][0] == f"{START}store/"
    assert Store.objects.get(slug="gamma").name == "Faster"


def test_what_another_window_changed_is_looked_at_first(control_client, store):
    review = walk(control_client)
    control_client.post(f"{START}store/", {**STORE, "slug": "delta"})
    page = send(control_client, review)
    assert "Something was changed in another window" in page.text
    assert not Store.objects.filter(slug__in=["gamma", "delta"]).exists()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_store(store, operator):
    client = client_on("control.localhost", operator)
    mark = fingerprint(walk(client))
    cookies = client.cookies

    def click(_number: int) -> str:
        one = client_on("control.localhost")
        one.cookies = cookies
        try:
            with platform_scope():
                return one.post(f"{START}review/", {"fingerprint": mark}).url
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        where = set(pool.map(click, range(2)))
    assert where == {"/admin/control/stores/gamma/created/"}
    assert Store.objects.filter(slug="gamma").count() == 1


# Templates ---------------------------------------------------------------------------------


def test_a_store_is_marked_as_template_and_unmarked(control_client, store):
    url = "/admin/control/stores/alpha/template/"
    page = control_client.post(url, {"is_template": "yes"}, follow=True).text
    assert "Alpha is a template." in page
    assert "No longer a template" in page
    assert Store.objects.get(pk=store.pk).is_template
    control_client.post(url, {"is_template": "yes"})
    assert Store.objects.get(pk=store.pk).is_template
    control_client.post(url, {"is_template": "no"})
    assert not Store.objects.get(pk=store.pk).is_template


@pytest.mark.parametrize("data", [{}, {"is_template": ""}, {"is_template": "perhaps"}])
def test_half_a_form_marks_nothing(control_client, store, data):
    page = control_client.post("/admin/control/stores/alpha/template/", data, follow=True)
    assert "Nothing was changed" in page.text
    assert not Store.objects.get(pk=store.pk).is_template


def test_a_store_that_goes_is_no_template(control_client, store):
    Store.objects.filter(pk=store.pk).update(status="disabled")
    page = control_client.post(
        "/admin/control/stores/alpha/template/", {"is_template": "yes"}, follow=True
    )
    assert "only a store that stays can be a template" in page.text
    assert not Store.objects.get(pk=store.pk).is_template
