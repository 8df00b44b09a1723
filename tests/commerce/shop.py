"""A shop to buy in, for the tests of cart, check-out and orders."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client

from catalog.models import Product, StockItem, Variant
from commerce.models import Cart, CartLine, Order, PaymentMethod, ShippingMethod, TaxRate
from commerce.payments.signing import signing_secret_of
from commerce.services.price_cart import price_cart
from stores.models import Store
from stores.scope import platform_scope, store_scope

ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "Hauptstr. 1",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}
CONTACT = {"email": "ada@example.org", **ADDRESS}


def variant_of(product: Product) -> Variant:
    return product.variants.first()


def add(client: Client, product: Product, quantity: int | str = 1, **kwargs: Any) -> Any:
    return client.post(
        "/cart/add/", {"variant": variant_of(product).public_id, "quantity": quantity}, **kwargs
    )


def walk_to_review(client: Client, *, pay_by: str = "manual") -> Any:
    """Contact, shipping and payment, as a shopper fills them in; the review page."""
    assert client.post("/checkout/contact/", CONTACT).status_code == 302
    assert client.post("/checkout/shipping/", {"method": "standard"}).status_code == 302
    assert client.post("/checkout/payment/", {"method": pay_by}).url == "/checkout/review/"
    return client.get("/checkout/review/")


def place(client: Client, review: Any) -> Any:
    return client.post("/checkout/review/", {"expected_total": review.context["expected_total"]})


def buy(client: Client, product: Product, quantity: int = 1, *, pay_by: str = "manual") -> Any:
    add(client, product, quantity)
    return place(client, walk_to_review(client, pay_by=pay_by))


def offer_test_gateway(store: Store) -> PaymentMethod:
    with platform_scope():
        Store.objects.filter(pk=store.pk).update(is_test_mode=True)
    store.is_test_mode = True
    with store_scope(store):
        return PaymentMethod.objects.get_or_create(
            provider="test", defaults={"name": "Test payment"}
        )[0]


def signing_secret(store: Store) -> str:
    return signing_secret_of(store_id=store.pk, provider="test")


def set_shipping(store: Store, price: str, free_over: str | None = None) -> None:
    with store_scope(store):
        ShippingMethod.objects.update(
            price=Decimal(price), free_over=Decimal(free_over) if free_over else None
        )


def set_tax(store: Store, rate: str) -> None:
    with store_scope(store):
        TaxRate.objects.update(rate=Decimal(rate))


def make_cart(store: Store, *products: Product, quantity: int = 1, pay_by: str = "manual") -> Cart:
    """A cart with everything filled in. In the store's scope."""
    cart = Cart.objects.create(
        currency=store.currency,
        email="ada@example.org",
        shipping_address=ADDRESS,
        shipping_method=ShippingMethod.objects.first(),
        payment_method=PaymentMethod.objects.get(provider=pay_by),
    )
    for product in products:
        CartLine.objects.create(cart=cart, variant=variant_of(product), quantity=quantity)
    return cart


def total_of(cart: Cart) -> Decimal:
    return price_cart(cart).total


def on_hand(product: Product) -> int:
    return StockItem.objects.get(variant=variant_of(product)).on_hand


def order_of(response: Any) -> Order:
    """The order that a confirmation's address names."""
    return Order.objects.get(token=response.url.split("/")[2])


def at_once(store: Store, *jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs in threads with connections of their own, all let go together, each in the
    store's scope; their results in order, an exception in place of what raised one."""
    results: list[Any] = [None] * len(jobs)
    barrier = threading.Barrier(len(jobs))

    def run(position: int, job: Callable[[], Any]) -> None:
        try:
            with store_scope(store):
                connection.ensure_connection()
                barrier.wait(timeout=30)
                results[position] = job()
        except Exception as error:  # noqa: BLE001 - It is what the test asks about.
            results[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "A job hangs."
    return results
