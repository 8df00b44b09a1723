"""The theme editor in a browser: what somebody tries is seen beside it, and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from stores.models import Branding, BrandingVersion
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.conftest import PASSWORD

HOST = "north-ridge.localhost"
SLOW = 15_000
"""Milliseconds that a page may take here, where all is done for the first time."""
POLICY = "Content Security Policy"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.usefixtures("demo")
def test_a_look_is_tried_mended_and_published(site: Any, new_page: Any) -> None:
    page = new_page(viewport={"width": 1440, "height": 1000})
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text) if POLICY in said.text else None)
    page.goto(site(HOST, "/admin/login/"))
    page.get_by_label("E-mail").fill("owner@north-ridge.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(site(HOST, "/admin/settings/branding/"))
    shop = page.frame_locator("[data-frame]")
    expect(shop.locator("h1")).to_be_visible()

    # Colours and shapes reach the page in the frame without loading it anew.
    page.locator("[name=background]").fill("#101820")
    page.get_by_label("Logo in the middle, menu below").check()
    expect(shop.locator("body")).to_have_css("background-color", "rgb(16, 24, 32)")
    expect(shop.locator("body")).to_have_class(re.compile("site-header--centered"))

    # Dark text on it cannot be read; one click mends it.
    expect(page.get_by_text("Hard to read").first).to_be_visible()
    page.get_by_role("button", name="Mend all").click()
    expect(page.get_by_text("Hard to read")).to_have_count(0)

    # The look stays while somebody walks through the shop, on a phone, too.
    page.get_by_role("button", name="Phone").click()
    page.get_by_role("button", name="Listing").click()
    expect(shop.get_by_role("heading", name="All products")).to_be_visible(timeout=SLOW)
    expect(shop.locator("body")).to_have_css("background-color", "rgb(16, 24, 32)")
    shop.locator(".product-card a").first.click()
    expect(shop.locator(".product")).to_be_visible(timeout=SLOW)
    expect(shop.locator("body")).to_have_css("background-color", "rgb(16, 24, 32)")
    fits_and_is_accessible(page)

    # Nobody else sees any of it, until it is published.
    shopper = new_page(viewport=PHONE)
    shopper.goto(site(HOST))
    assert shopper.evaluate(BACKGROUND) == "rgb(250, 245, 236)"
    assert not BrandingVersion.objects.exists()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("your shop has its new look")).to_be_visible()
    shopper.reload()
    assert shopper.evaluate(BACKGROUND) == "rgb(16, 24, 32)"
    fits_and_is_accessible(shopper, within="body")
    assert Branding.objects.get(store__slug="north-ridge").header_style == "centered"
    assert blocked == []
