"""An operator visits a store's admin for support, in a real browser; its owner reads of it and
ends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from stores.models import Store, User
from stores.roles import Role
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.conftest import PASSWORD

Site = Callable[..., str]


@pytest.fixture
def store(transactional_db: None, own_media: None) -> Store:
    from tests.conftest import find_or_make

    return find_or_make("alpha")


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(address)
    page.locator("input[name=username]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def begin(page: Page, site: Site) -> None:
    page.goto(site(settings.CONTROL_HOST, "/admin/control/stores/alpha/"))
    page.get_by_role("link", name="Open the admin as support").click()
    page.get_by_label("Reason").fill("The owner asked about a price")
    page.get_by_label("15 minutes").check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Enter Alpha").click()
    page.wait_for_url(lambda url: "alpha.localhost" in url)


def test_support_comes_in_is_seen_and_sent_out(
    store: Store,
    site: Site,
    new_page: NewPage,
    as_member: Callable[[Store, str], User],
    operator: User,
) -> None:
    owner = as_member(store, Role.OWNER)

    visitor = new_page()
    sign_in(visitor, site(settings.CONTROL_HOST, "/admin/"), operator.email)
    begin(visitor, site)

    banner = visitor.get_by_role("region", name="Support access")
    expect(banner).to_contain_text(operator.email)
    expect(banner).to_contain_text("The owner asked about a price")
    fits_and_is_accessible(visitor, ".admin-banner--support")
    account = visitor.locator(".sidebar a[href='/admin/account/']")
    expect(account).to_be_attached()
    assert account.evaluate("link => getComputedStyle(link).display") == "none"
    visitor.goto(site("alpha.localhost", "/admin/settings/store/"))
    expect(banner).to_be_visible()
    visitor.locator("input[name=name]").fill("Alpha Mended")
    visitor.get_by_role("button", name="Save").click()
    expect(visitor.get_by_text("Saved.")).to_be_visible()
    visitor.set_viewport_size(PHONE)
    visitor.goto(site("alpha.localhost", "/admin/"))
    expect(banner).to_be_visible()
    fits_and_is_accessible(visitor, ".admin-banner--support")

    page = new_page(viewport=PHONE)
    sign_in(page, site("alpha.localhost", "/admin/"), owner.email)
    page.goto(site("alpha.localhost", "/admin/reports/audit-log/"))
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"{operator.email} (provider’s support) changed the settings")
    expect(main).to_contain_text("Alpha → Alpha Mended")
    fits_and_is_accessible(page, ".audit-list")

    page.goto(site("alpha.localhost", "/admin/settings/support/"))
    expect(page.get_by_role("main")).to_contain_text("The owner asked about a price")
    fits_and_is_accessible(page)
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text("signed out and cannot come back")).to_be_visible()

    visitor.goto(site("alpha.localhost", "/admin/settings/store/"))
    expect(visitor.get_by_text("Your support access has ended")).to_be_visible()
