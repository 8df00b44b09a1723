"""As a shopper, an owner and an operator would: in a real browser, against a real server.

One journey, since the demo stores are loaded for each test anew."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from commerce.models import Order
from stores.models import Store, User
from stores.scope import store_scope
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE
from tests.conftest import PASSWORD

Site = Callable[..., str]
BUYER = "ada@shopper.example"


def test_shoppers_buy_in_two_stores_and_everybody_signs_in_where_they_belong(
    demo: None,
    site: Site,
    new_page: NewPage,
    operator: User,
) -> None:
    page = new_page()
    put_in_cart(page, site, "north-ridge.localhost", "Ridge Mug")
    check_out(
        page,
        address={
            "Full name": "Ada Lovelace",
            "Street and number": "Hauptstr. 1",
            "Postal code": "79098",
            "City": "Freiburg",
        },
        payment="Test payment",
    )
    page.locator("button[value=success]").click()
    expect(page.get_by_role("main")).to_contain_text("#")
    paid = order_of_buyer("north-ridge")
    assert (paid.status, paid.payment_status, paid.currency) == ("placed", "paid", "EUR")
    expect(page.get_by_role("main")).to_contain_text(paid.reference)

    page = new_page(viewport=PHONE, java_script_enabled=False)
    put_in_cart(page, site, "tumble.localhost", "Stacking Rings")
    check_out(
        page,
        address={
            "Full name": "Ada Lovelace",
            "Street and number": "1 Main St",
            "City": "Burlington",
            "ZIP code": "05401",
            "State": "Vermont",
        },
        payment="Bank transfer",
    )
    unpaid = order_of_buyer("tumble")
    assert (unpaid.status, unpaid.payment_status, unpaid.currency) == ("placed", "unpaid", "USD")
    assert unpaid.tax_amount > 0
    expect(page.get_by_role("main")).to_contain_text(unpaid.reference)

    for host, email, shown in [
        ("north-ridge.localhost", "owner@north-ridge.example", "North Ridge Coffee"),
        ("tumble.localhost", "owner@tumble.example", "Tumble & Co"),
        ("control.localhost", operator.email, "Stores"),
    ]:
        page = new_page()
        sign_in(page, site(host, "/admin/"), email)
        expect(page).to_have_url(site(host, "/admin/"))
        expect(page.locator("body")).to_contain_text(shown)

    page = new_page()
    sign_in(page, site("tumble.localhost", "/admin/"), "owner@north-ridge.example")
    expect(page.locator("body")).to_contain_text("match")
    expect(page.get_by_label("Password").first).to_be_visible()


def put_in_cart(page: Page, site: Site, host: str, product: str) -> None:
    page.goto(site(host, "/"))
    expect(page.get_by_role("main")).to_be_visible()
    page.goto(site(host, "/products/"))
    page.get_by_role("main").get_by_role("link", name=product).first.click()
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="Cart").first.click()


def check_out(
    page: Page,
    *,
    address: dict[str, str],
    payment: str,
    at_each_step: Callable[[], None] = lambda: None,
) -> None:
    """From the cart to the end of the check-out; ``address`` by the fields' labels."""
    page.get_by_role("link", name="Checkout").click()
    at_each_step()
    page.get_by_label("E-mail").fill(BUYER)
    for label, value in address.items():
        field = page.get_by_label(label, exact=True)
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("Shipping")
    at_each_step()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label(payment).check()
    at_each_step()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Place order")).to_be_visible()
    at_each_step()
    page.get_by_role("button", name="Place order").click()


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(address)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def order_of_buyer(slug: str) -> Order:
    with store_scope(Store.objects.get(slug=slug)):
        return Order.objects.get(email=BUYER, number__isnull=False)
