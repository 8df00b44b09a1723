"""Somebody opens a shop on their own, and lets shoppers in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import expect

from platform_site.sign_up import limits
from stores.models import Plan, PlatformSettings, Store
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.conftest import PASSWORD

Site = Callable[..., str]


def test_from_the_front_page_to_an_open_shop(
    transactional_db: None,
    store: Store,
    site: Site,
    new_page: NewPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "QUICKEST", timedelta())
    PlatformSettings(sign_up_open=True).save()
    Plan.objects.filter(code="basic").update(is_offered=True, trial_days=14)
    page, shopper = new_page(viewport=PHONE), new_page()

    page.goto(site("control.localhost"))
    fits_and_is_accessible(page, "body")
    page.get_by_role("link", name="Open a shop").click()
    page.get_by_label("Name of your shop").fill("Blue Door")
    expect(page.get_by_label("Address")).to_have_value("blue-door")
    expect(page.get_by_text("blue-door.localhost")).to_be_visible()
    page.get_by_label("Country").select_option("JP")
    expect(page.get_by_label("Currency")).to_have_value("JPY")
    page.get_by_label("Your e-mail").fill("nia@people.example")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_text("This password is too short")).to_be_visible()
    fits_and_is_accessible(page, "body")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    fits_and_is_accessible(page, "body")

    link = re.search(r"http://\S+/sign-up/confirm/\S+", str(mail.outbox[-1].body))
    assert link is not None
    page.goto(link[0])
    expect(page).to_have_url(site("control.localhost", "/sign-up/confirm/"))
    fits_and_is_accessible(page, "body")
    page.get_by_role("button", name="Make my shop").click()
    expect(page.get_by_role("heading", name="Blue Door is made")).to_be_visible()
    fits_and_is_accessible(page, "body")
    page.get_by_role("button", name="Go to my admin").click()
    expect(page).to_have_url(site("blue-door.localhost", "/admin/"))
    expect(page.get_by_role("heading", name="Get your shop ready")).to_be_visible()
    fits_and_is_accessible(page)

    shopper.goto(site("blue-door.localhost"))
    expect(shopper.get_by_role("link", name="Cart")).to_have_count(0)
    page.get_by_role("link", name="Open your shop").click()
    expect(page.get_by_role("button", name="Open the shop now")).to_be_visible()
    fits_and_is_accessible(page)
    page.get_by_role("button", name="Open the shop now").click()
    expect(page.get_by_text("Blue Door is open")).to_be_visible()
    shopper.reload()
    expect(shopper).to_have_title(re.compile("Blue Door"))
    expect(shopper.get_by_role("main")).to_contain_text("Blue Door")
