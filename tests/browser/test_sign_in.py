"""Setting up a second factor and signing in with it, as a person does: keyboard, phone, no app."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pyotp
import pytest
from playwright.sync_api import Page, expect

from stores.models import User
from stores.roles import Role
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.conftest import PASSWORD
from tests.stores.signing_in import ALPHA, forget_steps

Site = Callable[..., str]


@pytest.fixture
def owner(transactional_db: None, store: Any, as_member: Any) -> User:
    return as_member(store, Role.OWNER)


def test_a_person_sets_up_a_second_factor_and_signs_in_with_it(
    owner: User, site: Site, new_page: NewPage
) -> None:
    page = new_page(viewport=PHONE)
    page.goto(site(ALPHA, "/admin/login/"))
    fill_password(page, owner)
    expect(page).to_have_url(site(ALPHA, "/admin/"))

    page.goto(site(ALPHA, "/admin/security/"))
    fits_and_is_accessible(page)
    page.get_by_role("link", name="Set up").click()
    heading(page, "Set up your second factor")
    fits_and_is_accessible(page)
    qr_code = page.get_by_role("img", name="QR code").get_attribute("src") or ""
    assert qr_code.startswith("data:image/svg+xml")
    assert "<svg" in unquote(qr_code) or b"<svg" in base64.b64decode(qr_code.partition(",")[2])
    key = page.locator(".security-key").inner_text()
    app = pyotp.TOTP(key.replace(" ", ""))
    page.get_by_label("Code from your authenticator app").fill(app.now())
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn on").click()

    heading(page, "Recovery codes")
    fits_and_is_accessible(page)
    codes = page.locator(".security-codes code").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert codes[0] in download.value.path().read_text()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(site(ALPHA, "/admin/"))

    forget_steps(owner)
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto(site(ALPHA, "/admin/login/?next=/admin/account/"))
    fill_password(page, owner)
    code = page.get_by_label("Code from your authenticator app")
    expect(code).to_be_focused()
    assert code.get_attribute("autocomplete") == "one-time-code"
    assert code.get_attribute("inputmode") == "numeric"
    code.fill(app.now())
    code.press("Enter")
    expect(page).to_have_url(site(ALPHA, "/admin/account/"))

    page = new_page()
    page.goto(site(ALPHA, "/admin/login/"))
    fill_password(page, owner)
    expect(page.get_by_label("Code from your authenticator app")).to_be_visible()
    fits_and_is_accessible(page)
    page.get_by_role("link", name="Use a recovery code").click()
    page.get_by_label("Recovery code").fill(codes[3].upper())
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(site(ALPHA, "/admin/"))


def test_who_tries_too_often_is_told_when_to_try_again(
    owner: User, site: Site, new_page: NewPage
) -> None:
    page = new_page(viewport=PHONE)
    page.goto(site(ALPHA, "/admin/login/"))
    for _n in range(6):
        fill_password(page, owner, "wrong password")
    told = page.get_by_role("status")
    expect(told).to_contain_text("Too many attempts. Try again in 1 minute.")
    expect(page).to_have_title("Error: Sign in - Alpha")
    fits_and_is_accessible(page)


def fill_password(page: Page, user: User, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(user.email)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible()
