"""Orders in a store's admin."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from catalog.models import StockItem
from catalog.services.stock import consume
from commerce.models import Order, OrderEvent
from stores.models import Store
from stores.scope import store_scope
from tests.commerce.orders import make_order
from tests.factories import make_product

LIST = "/admin/orders/"


@pytest.fixture
def clerk(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Manager"))


@pytest.fixture
def order(store: Store) -> Order:
    return make_order(store, make_product(store).variants.get())


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def act(client: Client, order: Order, action: str, **data: str):
    return client.post(f"{LIST}{order.pk}/{action}/", data)


def test_the_list_shows_newest_first_and_hides_drafts(clerk: Client, store: Store) -> None:
    variant = make_product(store).variants.get()
    for number in (1001, 1002):
        make_order(store, variant, number=number)
    make_order(store, variant, status=Order.Status.DRAFT, email="draft@example.com")
    page = clerk.get(LIST).content.decode()
    assert page.index("#1002") < page.index("#1001")
    assert "draft@example.com" not in page
    assert "draft@example.com" in clerk.get(f"{LIST}results/?status=draft").content.decode()


def test_the_list_filters_and_finds(clerk: Client, store: Store) -> None:
    variant = make_product(store).variants.get()
    make_order(store, variant, number=1001, email="ada@example.com")
    paid = make_order(store, variant, number=1002, email="grace@example.com", name="Grace Hopper")
    Order.objects.filter(pk=paid.pk).update(payment_status="paid", fulfilment_status="fulfilled")
    for query in (
        "q=1002",
        "q=%231002",
        "q=grace",
        "q=hopper",
        "payment_status=paid",
        "fulfilment_status=fulfilled",
    ):
        page = clerk.get(f"{LIST}results/?{query}").content.decode()
        assert "#1002" in page, query
        assert "#1001" not in page, query
    for query in ("q=99999999999999999999", "q=%C2%B2", "status=junk", "p=999", "q=%00"):
        assert clerk.get(f"{LIST}?{query}").status_code in (200, 400, 404), query


def test_the_list_pages_and_asks_the_same_number_of_queries(clerk: Client, store: Store) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    variant = make_product(store).variants.get()
    counts = []
    for numbers in (range(1, 3), range(3, 41)):
        for number in numbers:
            make_order(store, variant, number=number)
        clerk.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            page = clerk.get(LIST).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert page.count(">\n            #") <= 30
    assert "p=2" in page


def test_the_detail_shows_all_of_it(clerk: Client, order: Order) -> None:
    page = clerk.get(f"{LIST}{order.pk}/").content.decode()
    for text in (
        "Order #1001",
        "Mug",
        "MUG-0",
        "€12.90",
        "€25.80",
        "€30.70",
        "€4.90",
        "19 %",
        "Ada Lovelace",
        "SW1Y 4JH",
        "ada@example.com",
        "Bank transfer",
        "Order placed",
        "Mark as paid",
        "Mark as shipped",
        "Cancel order",
        "Add note",
    ):
        assert text in page, text
    assert f"{order.pk}/complete/" not in page, "it is neither paid nor shipped"


def test_every_action_sends_the_token_a_browser_needs(clerk: Client, order: Order) -> None:
    page = clerk.get(f"{LIST}{order.pk}/").content.decode()
    forms = [form for form in page.split("<form")[1:] if "order-action" in form.split(">")[0]]
    assert len(forms) == 4
    for form in forms:
        assert "csrfmiddlewaretoken" in form.split("</form>")[0]


def test_amounts_in_the_timeline_are_written_as_money(clerk: Client, order: Order) -> None:
    act(clerk, order, "mark-paid")
    page = clerk.get(f"{LIST}{order.pk}/").content.decode()
    assert f"{order.total.amount:.3f} EUR" not in page
    assert f"Bank transfer · €{order.total.amount:.2f}" in page


def test_paying_shipping_and_completing(clerk: Client, order: Order) -> None:
    assert act(clerk, order, "mark-paid").status_code == 302
    assert fresh(order).payment_status == "paid"
    assert act(clerk, order, "ship", tracking_number="1Z 999").status_code == 302
    assert fresh(order).fulfilment_status == "fulfilled"
    page = clerk.get(f"{LIST}{order.pk}/").content.decode()
    assert "1Z 999" in page
    assert "Mark as paid" not in page
    assert "Mark as shipped" not in page
    assert act(clerk, order, "complete").status_code == 302
    assert fresh(order).status == "completed"
    assert "Cancel order" not in clerk.get(f"{LIST}{order.pk}/").content.decode()
    who = set(order.events.exclude(kind="placed").values_list("user_name", flat=True))
    assert who == {"manager@alpha.example"}


@pytest.mark.parametrize(("data", "units"), [({"restock": "on"}, 10), ({}, 8)])
def test_canceling_puts_back_if_told(
    clerk: Client, order: Order, data: dict[str, str], units: int
) -> None:
    variant = order.lines.get().variant
    with store_scope(order.store), transaction.atomic():
        consume(reference=order.public_id, quantities={variant.pk: 2})
    assert act(clerk, order, "cancel", **data).status_code == 302
    assert fresh(order).status == "canceled"
    assert StockItem.objects.get(variant=variant).on_hand == units


def test_what_is_shipped_is_canceled_as_a_return(clerk: Client, order: Order) -> None:
    act(clerk, order, "ship")
    assert "cancel as a return" in clerk.get(f"{LIST}{order.pk}/").content.decode()
    response = act(clerk, order, "cancel", restock="on")
    assert "Say that it is a return" in response.content.decode()
    assert fresh(order).status == "placed"
    assert act(clerk, order, "cancel", is_return="on").status_code == 302
    assert fresh(order).status == "canceled"


def test_a_note_keeps_what_was_typed(clerk: Client, order: Order) -> None:
    act(clerk, order, "note", text="Ring <b>twice</b>")
    page = clerk.get(f"{LIST}{order.pk}/").content.decode()
    assert "Ring &lt;b&gt;twice&lt;/b&gt;" in page
    response = act(clerk, order, "note", text="x" * 2001)
    assert response.status_code == 200
    assert "x" * 2001 in response.content.decode()
    assert order.events.filter(kind=OrderEvent.Kind.NOTE).count() == 1


def test_twice_is_refused_with_a_reason(clerk: Client, order: Order) -> None:
    act(clerk, order, "cancel", restock="on")
    events = order.events.count()
    for action in ("mark-paid", "ship", "complete", "cancel"):
        response = act(clerk, order, action)
        assert response.status_code == 200, action
        assert "canceled" in response.content.decode()
    assert order.events.count() == events


@pytest.mark.parametrize("tracking", ["x" * 101, "\x00"])
def test_a_bad_tracking_number_ships_nothing(clerk: Client, order: Order, tracking: str) -> None:
    assert act(clerk, order, "ship", tracking_number=tracking).status_code == 200
    assert fresh(order).fulfilment_status == "unfulfilled"


def test_actions_are_posts_of_this_site(
    clerk: Client, order: Order, store: Store, as_member
) -> None:
    for action in ("mark-paid", "cancel"):
        assert clerk.get(f"{LIST}{order.pk}/{action}/").status_code == 405
    assert clerk.post(f"{LIST}{order.pk}/explode/").status_code == 404
    strict = Client(HTTP_HOST=f"{store.slug}.localhost", enforce_csrf_checks=True)
    strict.cookies = clerk.cookies
    assert strict.post(f"{LIST}{order.pk}/cancel/").status_code == 403
    assert fresh(order).status == "placed"


def test_orders_of_another_store_do_not_exist(clerk: Client, other_store: Store) -> None:
    other = make_order(other_store, make_product(other_store, "Secret").variants.get())
    assert clerk.get(f"{LIST}{other.pk}/").status_code == 404
    for action in ("mark-paid", "ship", "complete", "cancel", "note", "junk"):
        assert act(clerk, other, action, text="x").status_code == 404
        assert clerk.post(f"{LIST}987654/{action}/", {"text": "x"}).status_code == 404
    assert fresh(other).status == "placed"
    assert "#1001" not in clerk.get(LIST).content.decode()


def test_an_editor_neither_sees_nor_changes_orders(
    order: Order, store: Store, as_member, store_client
) -> None:
    editor = store_client(store, as_member(store, "Editor"))
    for response in (
        editor.get(LIST),
        editor.get(f"{LIST}{order.pk}/"),
        act(editor, order, "cancel"),
    ):
        assert response.status_code == 302
        assert response.headers["Location"] == "/admin/"
    assert fresh(order).status == "placed"


def test_nobody_adds_or_deletes_an_order(clerk: Client, order: Order) -> None:
    for path in ("new/", f"edit/{order.pk}/", f"delete/{order.pk}/"):
        assert clerk.post(LIST + path).status_code == 404
