"""The demo: loaded whole and once, right to the last unit of stock."""

import io
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import F, Sum
from django.test import Client
from django.utils import timezone
from modelsearch.backends import get_search_backend
from wagtail.models import ReferenceIndex
from wagtail.search.models import IndexEntry

from catalog.models import Product, ProductIndex, StockItem, StockMovement, StockReservation
from commerce.models import Order, OrderEvent, Payment, Transaction
from commerce.services.statuses import derive_statuses
from platform_site.demo import load, media, passwords
from platform_site.demo.data import demo_stores
from platform_site.demo.order_plan import Fate, plan_orders, units_sold
from platform_site.offers import templates
from stores.models import BasePage, Image, Membership, Store, StoreAnnouncement, User
from stores.scope import PLATFORM_ID, store_scope
from tests.conftest import client_on

SMALL = "plain-folio"


@pytest.fixture(autouse=True)
def own_secrets(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)


def run(command: str, *args: str) -> str:
    out = io.StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def demo(slug: str):
    return next(one for one in demo_stores() if one.slug == slug)


# Loading -----------------------------------------------------------------------------------


def test_all_stores_are_loaded_once_and_sell(db):
    first = run("load_demo")
    assert "North Ridge Coffee" in first
    before = (Store.objects.count(), Order.objects.count(), Image.objects.count())
    assert run("load_demo") == "The demo is loaded already.\n"
    assert (Store.objects.count(), Order.objects.count(), Image.objects.count()) == before
    for one in demo_stores():
        store = Store.objects.get(slug=one.slug)
        expected = 503 if one.suspended_because else 200
        client = client_on(store.primary_domain().hostname)
        assert client.get("/").status_code == expected
        with store_scope(store):
            check_catalogue(one)
            check_orders(store, one)
            check_indexes()
    assert [one.slug for one in templates()] == ["tumble"]
    seen = StoreAnnouncement.objects.values_list("store__slug", flat=True)
    assert set(seen) >= {one.slug for one in demo_stores()}
    check_sign_ins()
    assert indexed_by_the_platform() == [0, 0]


def check_catalogue(one) -> None:
    products = {product.slug: product for product in Product.objects.filter(live=True)}
    assert set(products) == {spec["slug"] for spec in one.spec["products"]}
    found = ProductIndex.objects.filter(product__in=products.values())
    assert found.filter(language=one.spec["language"]).count() == len(products)
    for spec in one.spec["products"]:
        product = products[spec["slug"]]
        assert product.latest_revision is not None
        assert not product.has_unpublished_changes
        left = {
            variant.sku: variant.stock.on_hand
            for variant in product.variants.select_related("stock")
        }
        assert left == {variant["sku"]: variant["stock"] for variant in spec["variants"]}
    sums = StockItem.objects.annotate(sum=Sum("movements__change")).exclude(sum=None)
    assert not sums.exclude(on_hand=F("sum")).exists()
    assert not StockReservation.objects.exists()


def check_orders(store, one) -> None:
    orders = list(Order.objects.order_by("placed_at"))
    assert [order.number for order in orders] == list(range(1001, 1001 + len(orders)))
    now = timezone.now()
    for order in orders:
        statuses = (order.payment_status, order.fulfilment_status)
        derive_statuses(order)
        assert (order.payment_status, order.fulfilment_status) == statuses
        assert order.total_amount == order.payments.get().amount
        assert store.created_at < order.placed_at < now
        moments = list(order.events.values_list("created_at", flat=True))
        assert all(moment <= now for moment in moments)
        assert order.email.split("@")[1] in ("example.com", "example.org", "example.net")
    if not one.suspended_because:
        assert 25 <= len(orders) <= 40
        assert {order.status for order in orders} == {"placed", "completed", "canceled"}
        assert {order.payment_status for order in orders} >= {"paid", "unpaid"}
        assert {order.fulfilment_status for order in orders} == {"unfulfilled", "fulfilled"}
    taken = Transaction.objects.filter(kind="charge").aggregate(sum=Sum("amount"))["sum"]
    paid = Payment.objects.exclude(transactions=None).aggregate(sum=Sum("amount"))["sum"]
    assert taken == paid


def check_indexes() -> None:
    """The store itself finds its products, and what refers to what."""
    backend = get_search_backend()
    product = Product.objects.filter(live=True).first()
    assert product in list(backend.search(product.name, Product))
    assert ReferenceIndex.get_references_for_object(product).exists()
    assert not IndexEntry.objects.filter(content_type__model="basepage").exists()


def indexed_by_the_platform() -> list[int]:
    with store_scope(PLATFORM_ID):
        return [IndexEntry.objects.count(), ReferenceIndex.objects.count()]


def check_sign_ins() -> None:
    password = passwords.stored_password()
    for one in demo_stores():
        for person in (one.owner, *one.staff):
            client = Client(HTTP_HOST=f"{one.slug}.{settings.PLATFORM_DOMAIN}")
            data = {"username": person.email, "password": password}
            assert client.post("/admin/login/", data).status_code == 302, person.email
    output = run("show_sign_ins")
    assert f"Password of every sign-in of the demo: {password}" in output
    assert "Plain Folio (suspended)" in output
    assert "operator@galleria.example (Operator)" in output
    assert "editor@north-ridge.example (Editor)" in output
    for one in demo_stores():
        address = f"http://{one.slug}.{settings.PLATFORM_DOMAIN}:{settings.PUBLIC_PORT}/admin/"
        assert f"{address} " in output


def test_one_store_can_be_chosen_and_no_mail_is_sent(db, mailoutbox):
    output = run("load_demo", "--only", SMALL)
    assert output.startswith("[1/1] Plain Folio")
    store = Store.objects.get(slug=SMALL)
    assert store.status == Store.Status.SUSPENDED
    assert store.status_note == demo(SMALL).suspended_because
    assert not Store.objects.filter(slug="tumble").exists()
    assert mailoutbox == []
    assert OrderEvent.objects.filter(order__store=store, kind="mail_sent").count() == 6


def test_an_unknown_store_is_named_with_those_there_are(db):
    with pytest.raises(CommandError, match=r"no store 'nope'.*north-ridge"):
        run("load_demo", "--only", "nope")
    assert not Membership.objects.filter(store_id=PLATFORM_ID).exists()


def test_a_load_that_breaks_off_leaves_nothing(db, monkeypatch):
    before = (Store.objects.count(), User.objects.count(), BasePage.objects.count())

    def broken(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(load, "make_orders", broken)
    with pytest.raises(KeyboardInterrupt):
        load.load_store(demo(SMALL), password="a-password-4-now")
    assert (Store.objects.count(), User.objects.count(), BasePage.objects.count()) == before
    assert not StockMovement.objects.filter(reason="initial").exists()
    monkeypatch.undo()
    loaded = load.load_store(demo(SMALL), password="a-password-4-now")
    assert (loaded.products, loaded.orders) == (4, 6)
    assert load.load_store(demo(SMALL), password="a-password-4-now") is None


def test_pictures_of_a_load_that_was_killed_are_removed_by_the_next(db, settings, store):
    killed, kept = media.media_folder(987_654), media.media_folder(store.pk)
    for store_id in (987_654, store.pk):
        media.mark(store_id)
    stranger = media.media_folder(987_655)
    stranger.mkdir(parents=True)
    media.remove_leftovers()
    assert not killed.exists()
    assert kept.is_dir()
    assert not (kept / media.MARK).exists()
    assert stranger.is_dir()


# Passwords ---------------------------------------------------------------------------------


def test_the_password_is_made_once_and_only_its_owner_can_read_it():
    made = passwords.password_for_loading(is_first_load=True)
    assert passwords.password_for_loading(is_first_load=True) == made
    assert len(made) == 14
    assert passwords.password_file().stat().st_mode & 0o077 == 0


def test_the_environment_decides_while_nothing_is_loaded(monkeypatch):
    made = passwords.password_for_loading(is_first_load=True)
    monkeypatch.setenv("DEMO_PASSWORD", "chosen-by-me")
    assert passwords.password_for_loading(is_first_load=False) == made
    assert passwords.password_for_loading(is_first_load=True) == "chosen-by-me"
    assert passwords.stored_password() == "chosen-by-me"


def test_a_password_that_is_too_short_is_refused_in_one_line(db, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "short")
    with pytest.raises(CommandError, match="DEMO_PASSWORD is too short: use at least 10"):
        run("load_demo", "--only", SMALL)
    assert not Store.objects.filter(slug=SMALL).exists()


def test_without_the_demo_show_sign_ins_says_how_to_get_it(db):
    output = run("show_sign_ins")
    assert "The demo is not loaded. Load it with: manage.py load_demo" in output
    assert "manage.py create_operator" in output
    assert f"http://{settings.CONTROL_HOST}:{settings.PUBLIC_PORT}/admin/" in output
    assert "Password of every" not in output


# The plan of past orders -------------------------------------------------------------------


@pytest.mark.parametrize("one", demo_stores(), ids=lambda one: one.slug)
def test_the_plan_is_the_same_each_time_and_can_be_carried_out(one):
    now = timezone.now()
    plan = plan_orders(one, now)
    assert plan == plan_orders(one, now)
    assert [order.placed_at for order in plan] == sorted(order.placed_at for order in plan)
    assert all(now - timedelta(days=61) < order.placed_at < now for order in plan)
    stock = {v["sku"]: v["stock"] for p in one.spec["products"] for v in p["variants"]}
    left = Counter(stock)
    left.update(units_sold(plan))
    for order in plan:
        for sku, quantity in order.lines:
            assert left[sku] >= quantity
            if order.fate is not Fate.CANCELED:
                left[sku] -= quantity
    assert dict(left) == stock


def test_amounts_of_the_data_fit_their_currency():
    for one in demo_stores():
        digits = 0 if one.spec["currency"] == "JPY" else 2
        for product in one.spec["products"]:
            for variant in product["variants"]:
                assert -Decimal(variant["price"]).as_tuple().exponent == digits


# Operators ---------------------------------------------------------------------------------


def test_an_operator_is_made_and_signs_in_on_the_control_host(db):
    output = run("create_operator", "--email", "Ada@Example.com", "--password", "lemon-oak-77-sail")
    assert "ada@example.com signs in at http://control.localhost" in output
    client = Client(HTTP_HOST=settings.CONTROL_HOST)
    data = {"username": "ada@example.com", "password": "lemon-oak-77-sail"}
    assert client.post("/admin/login/", data).status_code == 302
    assert client.get("/admin/control/stores/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("owner@alpha.example", "lemon-oak-77-sail", "--email: .* has a sign-in already"),
        ("OWNER@ALPHA.EXAMPLE", "lemon-oak-77-sail", "--email: .* has a sign-in already"),
        ("nobody", "lemon-oak-77-sail", "--email: “nobody” is not an e-mail address"),
        ("ada@example.com", "short", "--password: .* too short"),
        ("ada@example.com", "12345678901", "--password: .*entirely numeric"),
    ],
)
def test_an_operator_who_cannot_be_made_leaves_nothing(store, email, password, message):
    before = (User.objects.count(), Membership.objects.count())
    with pytest.raises(CommandError, match=message):
        run("create_operator", "--email", email, "--password", password)
    assert (User.objects.count(), Membership.objects.count()) == before
