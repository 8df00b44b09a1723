"""As a shopper, an owner and an operator would: in a real browser, against a real server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from commerce.models import Order
from stores.models import Store
from stores.scope import store_scope
from tests.conftest import PASSWORD

Site = Callable[..., str]


def put_in_cart(page: Page, site: Site, host: str, product: str) -> None:
    page.goto(site(host, "/"))
    page.goto(site(host, "/products/"))
    page.get_by_role("main").get_by_role("link", name=product).first.click()
    page.get_by_role("button", name="Add to cart").click()


def check_out(page: Page, *, address: dict[str, str], payment: str) -> None:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/cart/")
    page.get_by_role("link", name="Checkout").click()
    page.get_by_label("E-mail").fill("ada@shopper.example")
    for label, value in address.items():
        field = page.get_by_label(label, exact=True)
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label(payment).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Place order").click()


def only_order(slug: str) -> Order:
    with store_scope(Store.objects.get(slug=slug)):
        order = Order.objects.filter(email="ada@shopper.example").get()
        order.paid = list(order.payments.values_list("status", flat=True))
        return order


def test_a_shopper_buys_in_two_stores(demo: None, site: Site, page: Page) -> None:
    put_in_cart(page, site, "north-ridge.localhost", "Ridge Mug")
    check_out(
        page,
        address={"Full name": "Ada Lovelace", "Street and number": "Hauptstr. 1",
                 "Postal code": "79098", "City": "Freiburg"},
        payment="Test payment",
    )  # fmt: skip
    page.get_by_role("button", name="success").first.click()
    expect(page.get_by_role("main")).to_contain_text("#10")

    page.context.clear_cookies()
    put_in_cart(page, site, "tumble.localhost", "Pull Duck")
    check_out(
        page,
        address={"Full name": "Ada Lovelace", "Street and number": "1 Main St",
                 "ZIP code": "05401", "City": "Burlington", "State": "Vermont"},
        payment="Bank transfer",
    )  # fmt: skip
    expect(page.get_by_role("main")).to_contain_text("#10")

    paid, open_order = only_order("north-ridge"), only_order("tumble")
    assert (paid.status, paid.payment_status, paid.currency) == ("placed", "paid", "EUR")
    assert (open_order.status, open_order.payment_status) == ("placed", "unpaid")
    assert open_order.total_amount == (
        open_order.subtotal_amount + open_order.shipping_amount + open_order.tax_amount
    )


@pytest.fixture
def without_javascript(browser: Any, browser_context_args: dict[str, Any]) -> BrowserContext:
    return browser.new_context(**browser_context_args, java_script_enabled=False)


def test_buying_works_without_javascript_and_on_a_phone(
    demo: None, site: Site, without_javascript: BrowserContext
) -> None:
    page = without_javascript.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    put_in_cart(page, site, "north-ridge.localhost", "Yirgacheffe")
    check_out(
        page,
        address={"Full name": "Ada Lovelace", "Street and number": "Hauptstr. 1",
                 "Postal code": "79098", "City": "Freiburg"},
        payment="Bank transfer",
    )  # fmt: skip

    expect(page.get_by_role("main")).to_contain_text("#10")
    assert only_order("north-ridge").total_amount > 0


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(address)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_owners_and_operators_sign_in_where_they_belong(
    demo: None, site: Site, browser: Any, browser_context_args: dict[str, Any], operator: Any
) -> None:
    for host, email, shown in [
        ("north-ridge.localhost", "owner@north-ridge.example", "North Ridge Coffee"),
        ("tumble.localhost", "owner@tumble.example", "Tumble & Co"),
        ("control.localhost", operator.email, "Stores"),
    ]:
        with store_scope(0):
            pass
        page = browser.new_context(**browser_context_args).new_page()
        sign_in(page, site(host, "/admin/"), email)
        expect(page.locator("body")).to_contain_text(shown)
        expect(page).to_have_url(site(host, "/admin/"))

    page = browser.new_context(**browser_context_args).new_page()
    sign_in(page, site("tumble.localhost", "/admin/"), "owner@north-ridge.example")
    expect(page.locator("body")).to_contain_text("did not match")
