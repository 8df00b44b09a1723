"""From the cart to the mail in the language of the address."""

from __future__ import annotations

import re

import pytest

from catalog.models import Option, OptionValue, ProductTranslation
from commerce.models import Order
from commerce.services.send_confirmation import confirmation_mail
from stores.languages import shop_in
from stores.models import Store
from stores.scope import store_scope
from tests.commerce.orders import make_order
from tests.factories import make_product
from tests.stores.test_languages import speak

pytestmark = pytest.mark.django_db


@pytest.fixture
def german(store: Store) -> Store:
    return speak(store, "de")


@pytest.fixture
def mug(german: Store):
    product = make_product(german, "Mug", options=["Size"], variants=[{"option1": "Small"}])
    with store_scope(german):
        ProductTranslation.objects.create(product=product, language="de", name="Becher")
        option = Option.objects.get(product=product)
        OptionValue.objects.create(option=option, value="Small", names={"de": "Klein"})
    return product


def test_the_cart_stays_in_the_language_and_names_things_in_it(german, mug, store_client):
    client = store_client(german)
    variant = mug.variants.get()

    added = client.post("/de/cart/add/", {"variant": str(variant.public_id), "quantity": "1"})
    page = client.get("/de/cart/").content.decode()

    assert added.headers["Location"].startswith("/de/")
    assert "Becher" in page
    assert "Klein" in page
    assert "Mug" not in page
    assert client.get("/de/checkout/").headers["Location"].startswith("/de/checkout/")
    assert "Mug" in client.get("/cart/").content.decode()


def test_the_mail_of_an_order_is_in_its_language_and_leads_into_it(german, mug):
    order = make_order(german, mug.variants.get())
    with store_scope(german):
        Order.objects.filter(pk=order.pk).update(language="de")
        order.refresh_from_db()
        with shop_in(german, order.language):
            message = confirmation_mail(order)
    assert "Ihre Bestellung" in message.subject
    assert re.search(r"/de/orders/", message.body)
