"""An owner invites somebody, who joins, gets another role, and is out with the next click."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core import mail
from playwright.sync_api import expect

from stores.models import Store
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.conftest import PASSWORD

Site = Callable[..., str]
HOST = "alpha.localhost"
NEW = "nia@people.example"


def test_a_person_is_invited_joins_changes_and_leaves(
    transactional_db: None, store: Store, site: Site, new_page: NewPage
) -> None:
    owner, person = new_page(), new_page(viewport=PHONE)
    owner.goto(site(HOST, "/admin/staff/"))
    owner.get_by_label("E-mail").fill("owner@alpha.example")
    owner.get_by_label("Password").first.fill(PASSWORD)
    owner.get_by_role("button", name="Sign in").click()
    expect(owner.get_by_role("main")).to_contain_text("You work here alone")
    fits_and_is_accessible(owner)

    owner.get_by_role("link", name="Invite", exact=True).click()
    expect(owner.get_by_role("button", name="Send invitation")).to_be_visible()
    owner.get_by_label("E-mail").fill(NEW)
    owner.get_by_label("Editor").check()
    owner.get_by_label("Note").fill("See you on Monday.")
    fits_and_is_accessible(owner)
    owner.get_by_role("button", name="Send invitation").click()
    expect(owner.get_by_role("main")).to_contain_text(NEW)
    fits_and_is_accessible(owner)

    link = re.search(r"http://\S+/admin/invitation/\S+", str(mail.outbox[-1].body))
    assert link is not None
    person.goto(link[0])
    expect(person).to_have_url(site(HOST, "/admin/invitation/"))
    fits_and_is_accessible(person)
    person.get_by_label("First name").fill("Nia")
    person.locator("#id_password").fill(PASSWORD)
    person.locator("#id_repeated").fill("Something else")
    person.get_by_role("button", name="Accept the invitation").click()
    expect(person.get_by_text("The two passwords differ.")).to_be_visible()
    expect(person.get_by_label("First name")).to_have_value("Nia")
    person.locator("#id_password").fill(PASSWORD)
    person.locator("#id_repeated").fill(PASSWORD)
    person.get_by_role("button", name="Accept the invitation").click()
    expect(person.locator("body")).to_contain_text("Welcome to Alpha")

    owner.reload()
    owner.set_viewport_size(PHONE)
    expect(owner.get_by_role("main")).to_contain_text("Nobody is invited at the moment")
    fits_and_is_accessible(owner)
    owner.get_by_role("link", name="Nia").click()
    expect(owner.get_by_role("button", name="Change role")).to_be_visible()
    fits_and_is_accessible(owner)
    owner.get_by_label("Fulfilment").check()
    owner.get_by_role("button", name="Change role").click()
    expect(owner.get_by_role("row", name="Nia")).to_contain_text("Fulfilment")
    person.goto(site(HOST, "/admin/orders/"))
    expect(person.get_by_role("heading", name="Orders")).to_be_visible()

    owner.get_by_role("link", name="Nia").click()
    owner.get_by_role("link", name="Remove").click()
    expect(owner.get_by_role("button", name="Yes, remove")).to_be_visible()
    fits_and_is_accessible(owner)
    owner.get_by_role("button", name="Yes, remove").click()
    expect(owner.locator("body")).to_contain_text("Nia is removed")
    person.goto(site(HOST, "/admin/orders/"))
    expect(person.get_by_role("button", name="Sign in")).to_be_visible()
