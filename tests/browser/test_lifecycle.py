"""An operator suspends and closes a store in a real browser; its owner reads what is announced."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from stores.models import Announcement, Store, User
from stores.roles import Role
from stores.scope import platform_scope
from stores.services.announce import announce
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.browser.test_support import sign_in

Site = Callable[..., str]


@pytest.fixture
def store(transactional_db: None, own_media: None) -> Store:
    from tests.conftest import find_or_make

    return find_or_make("alpha")


def looked_at(page: Page, within: str = "main") -> None:
    fits_and_is_accessible(page, within)
    wide = page.viewport_size
    page.set_viewport_size(PHONE)
    fits_and_is_accessible(page, within)
    if wide is not None:
        page.set_viewport_size(wide)


def test_a_store_is_suspended_and_closed(
    store: Store, site: Site, new_page: NewPage, operator: User
) -> None:
    page, shopper = new_page(), new_page()
    sign_in(page, site(settings.CONTROL_HOST, "/admin/"), operator.email)

    page.goto(site(settings.CONTROL_HOST, "/admin/control/stores/alpha/suspend/"))
    looked_at(page)
    page.get_by_label("Reason").fill("Invoice 7 is unpaid")
    page.get_by_label("Message to shoppers").fill("We are moving house")
    page.locator("main").get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("Alpha is suspended.")).to_be_visible()
    shopper.goto(site("alpha.localhost", "/"))
    expect(shopper.get_by_text("We are moving house")).to_be_visible()
    looked_at(shopper)

    page.goto(site(settings.CONTROL_HOST, "/admin/control/stores/alpha/close/"))
    looked_at(page)
    confirm = page.get_by_label("Type “alpha” to confirm")
    confirm.fill("alfa")
    page.locator("main").get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text("This is not “alpha”")).to_be_visible()
    confirm.fill("alpha")
    page.locator("main").get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text("The store is erased on")).to_be_visible()
    shopper.reload()
    expect(shopper.get_by_role("heading", name="This store has closed")).to_be_visible()


def test_an_urgent_announcement_is_read_and_put_away(
    store: Store,
    site: Site,
    new_page: NewPage,
    as_member: Callable[[Store, str], User],
    operator: User,
) -> None:
    with platform_scope():
        for level in ("critical", "warning"):
            announce(announcement=Announcement(title=f"Be {level}", body="Now.", level=level))
    owner = new_page()
    sign_in(owner, site("alpha.localhost", "/admin/"), as_member(store, Role.OWNER).email)
    banner = owner.get_by_role("region", name="Be critical")
    expect(banner).to_contain_text("Now.")
    looked_at(owner, ".admin-banner")
    looked_at(owner, ".admin-announcements")
    banner.get_by_role("button", name="Dismiss").click()
    expect(banner).to_have_count(0)
    owner.get_by_role("button", name="Dismiss").click()
    expect(owner.get_by_text("From your provider")).to_have_count(0)

    page = new_page()
    sign_in(page, site(settings.CONTROL_HOST, "/admin/"), operator.email)
    for path in ("announcements/", "announcements/new/", "settings/"):
        page.goto(site(settings.CONTROL_HOST, f"/admin/control/{path}"))
        looked_at(page)
