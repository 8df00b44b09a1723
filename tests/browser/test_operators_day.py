"""An operator’s day: a store is made, gets a domain and another plan, reaches a limit, is
suspended, opened again, copied, put into an archive and, in the end, erased."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from stores.dns.fake import FakeResolver
from stores.models import Domain, Plan, Store, User
from stores.scope import platform_scope
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.conftest import PASSWORD

Site = Callable[..., str]
HOST, OWN, CONTROL = "day-shop.localhost", "shop.day.example", "control.localhost"


@pytest.fixture
def page(transactional_db: None, operator: User, site: Site, new_page: NewPage) -> Page:
    page = new_page()
    sign_in(page, site(CONTROL, "/admin/"), operator.email)
    return page


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(address)
    page.get_by_label("E-mail").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def go(page: Page, site: Site, path: str) -> None:
    page.goto(site(CONTROL, f"/admin/control/{path}"))


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def test_an_operators_day(
    page: Page, site: Site, new_page: NewPage, own_media: None, dns: FakeResolver
) -> None:
    make_a_store(page, site)
    shopper, owner = new_page(viewport=PHONE), new_page()
    give_a_domain(page, site, dns)
    change_the_plan(page, site)
    reach_a_limit(page, site, owner)
    suspend_and_resume(page, site, shopper)
    archive_and_copy(page, site)
    close_and_erase(page, site, shopper)
    look_at_the_figures(page, site)


def make_a_store(page: Page, site: Site) -> None:
    go(page, site, "stores/create_store/")
    page.get_by_label("Name").fill("Day Shop")
    page.get_by_label("Language").select_option("en")
    expect(page.get_by_text(HOST)).to_be_visible()
    fits_and_is_accessible(page)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Owner’s e-mail").fill("dana@people.example")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    expect(main(page)).to_contain_text("dana@people.example")
    fits_and_is_accessible(page)
    page.get_by_role("button", name="Create store").click()
    expect(main(page)).to_contain_text(HOST)
    owner = User.objects.get(email="dana@people.example")
    owner.set_password(PASSWORD)
    with platform_scope():
        owner.save()


def give_a_domain(page: Page, site: Site, dns: FakeResolver) -> None:
    with platform_scope():
        Plan.objects.filter(is_default=True).update(features=["custom_domain", "reports"])
    go(page, site, "stores/day-shop/")
    fits_and_is_accessible(page)
    page.get_by_role("link", name="Add a domain").click()
    page.locator("input[name=hostname]").fill(OWN)
    page.get_by_role("main").get_by_role("button", name=re.compile("Add")).click()
    fits_and_is_accessible(page)
    page.get_by_role("button", name="Check now").click()
    expect(main(page)).to_contain_text("Waits for proof")
    with platform_scope():
        token = Domain.objects.get(hostname=OWN).token
    dns.records[f"_galleria.{OWN}", "TXT"] = [token]
    dns.records[OWN, "CNAME"] = [HOST]
    page.get_by_role("button", name="Check now").click()
    expect(main(page)).to_contain_text("is proved")
    fits_and_is_accessible(page)


def change_the_plan(page: Page, site: Site) -> None:
    go(page, site, "stores/day-shop/plan/")
    fits_and_is_accessible(page)
    page.get_by_role("link", name="See what Pro means").click()
    expect(main(page)).to_contain_text("Basic → Pro")
    fits_and_is_accessible(page)
    page.get_by_role("button", name="Change to Pro").click()
    expect(page.locator("#plan-and-usage + p")).to_contain_text("Pro")


def reach_a_limit(page: Page, site: Site, owner: Page) -> None:
    go(page, site, "stores/day-shop/override/")
    page.get_by_label("Feature or limit").select_option("products")
    page.get_by_label("A limit is").fill("0")
    page.get_by_label("Reason").fill("Has not paid")
    fits_and_is_accessible(page)
    page.get_by_role("button", name=re.compile("Save|Give")).click()
    expect(main(page)).to_contain_text("Has not paid")

    sign_in(owner, site(HOST, "/admin/"), "dana@people.example")
    owner.goto(site(HOST, "/admin/snippets/catalog/product/add/"))
    owner.locator("input[name=name]").fill("One too many")
    owner.locator("input[name=slug]").fill("one-too-many")
    owner.get_by_role("button", name="Save draft").click()
    expect(main(owner)).to_contain_text("This store has 0 of 0 products")
    expect(owner.locator("input[name=name]")).to_have_value("One too many")


def suspend_and_resume(page: Page, site: Site, shopper: Page) -> None:
    go(page, site, "stores/day-shop/suspend/")
    fits_and_is_accessible(page)
    page.get_by_label("Reason").fill("Asked by the owner")
    page.get_by_label("Message to shoppers").fill("We are on holiday.")
    page.get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("Day Shop is suspended.")).to_be_visible()
    shopper.goto(site(HOST))
    expect(shopper.locator("body")).to_contain_text("We are on holiday.")
    fits_and_is_accessible(shopper)
    page.get_by_role("link", name="Resume").click()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_text("Day Shop is open again.")).to_be_visible()
    shopper.reload()
    expect(shopper.get_by_role("link", name="Cart")).to_be_visible()


def archive_and_copy(page: Page, site: Site) -> None:
    go(page, site, "stores/day-shop/export/")
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("link", name=re.compile("Download"))).to_be_visible()
    fits_and_is_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download")).click()
    assert download.value.path().stat().st_size > 1000
    go(page, site, "stores/day-shop/clone/")
    page.get_by_label("Slug of the new store").fill("day-copy")
    page.get_by_label("Name of the new store").fill("Day Copy")
    page.get_by_role("button", name="Clone").click()
    expect(main(page)).to_contain_text("Done")
    with platform_scope():
        assert Store.objects.filter(slug="day-copy").exists()


def close_and_erase(page: Page, site: Site, shopper: Page) -> None:
    go(page, site, "stores/day-shop/close/")
    page.get_by_label("day-shop").fill("day-shop")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Day Shop is closing.")).to_be_visible()
    fits_and_is_accessible(page)
    page.get_by_role("link", name="Erase").click()
    fits_and_is_accessible(page)
    page.get_by_label("Type the store’s slug").fill("day-shop")
    page.get_by_role("button", name="Erase for good").click()
    expect(main(page)).to_contain_text("Done")
    answer = shopper.goto(site(HOST))
    assert answer is not None
    assert answer.status == 404
    with platform_scope():
        assert not Store.objects.filter(slug="day-shop").exists()


def look_at_the_figures(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)
    for path in ("/admin/", "/admin/control/stores/"):
        page.goto(site(CONTROL, path))
        fits_and_is_accessible(page)
    page.goto(site(CONTROL, "/admin/"))
    search = page.get_by_role("main").get_by_role("search")
    search.locator("input[name=q]").fill("day copy")
    search.locator("input[name=q]").press("Enter")
    expect(main(page)).to_contain_text("Day Copy")
