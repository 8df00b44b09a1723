"""An operator's day: find, create, edit, suspend, resume and disable stores."""

import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import ProductIndex
from commerce.models import Cart, Order
from commerce.services.figures import roll_up_figures
from stores.models import Domain, Plan, Store
from stores.roles import Role
from stores.scope import store_scope
from stores.services.provision_store import provision_store
from stores.services.update_store import update_store
from tests.conftest import client_on
from tests.factories import make_product


def make_order(store, number, total, *, status=Order.Status.PLACED, days_ago=1):
    with store_scope(store):
        order = Order.objects.create(
            cart=Cart.objects.create(currency=store.currency),
            number=number,
            status=status,
            email="ada@example.com",
            shipping_address={},
            language="en",
            currency=store.currency,
            prices_include_tax=True,
            subtotal_amount=Decimal(total),
            shipping_amount=Decimal(0),
            tax_amount=Decimal(0),
            total_amount=Decimal(total),
            placed_at=timezone.now() - timezone.timedelta(days=days_ago),
        )
    roll_up_figures()
    return order


# The list ----------------------------------------------------------------------------------


def test_the_list_shows_orders_and_revenue_in_the_stores_currency(control_client, store):
    make_order(store, 1001, "12.50")
    make_order(store, 1002, "1200", status=Order.Status.COMPLETED)
    make_order(store, 1003, "999", status=Order.Status.CANCELED)
    make_order(store, None, "999", status=Order.Status.DRAFT)
    page = control_client.get("/admin/control/stores/").text
    row = next(row for row in page.split("<tr") if ">Alpha<" in row)
    assert "€1,212.50" in row
    assert '<td class="number">2</td>' in row
    assert "alpha.localhost" in row
    assert "Active" in row


@pytest.mark.parametrize("query", ["Alp", "alpha.local", "owner@alpha", "ALPHA", "  alpha  "])
def test_stores_are_found_by_name_host_and_owner(control_client, store, other_store, query):
    page = control_client.get("/admin/control/stores/search_results/", {"q": query}).text
    assert "/admin/control/stores/alpha/" in page
    assert "/admin/control/stores/beta/" not in page


def test_stores_are_filtered_by_status_and_plan(control_client, store, other_store):
    store.change_status("suspended")
    Store.objects.filter(pk=other_store.pk).update(plan=Plan.objects.get(code="pro"))
    suspended = control_client.get("/admin/control/stores/", {"status": "suspended"}).text
    assert "/stores/alpha/" in suspended
    assert "/stores/beta/" not in suspended
    pro = control_client.get("/admin/control/stores/", {"plan": "pro"}).text
    assert "/stores/beta/" in pro
    assert "/stores/alpha/" not in pro


@pytest.mark.parametrize(
    ("ordering", "first"),
    [("name", "alpha"), ("-name", "beta"), ("-order_count", "beta"), ("revenue", "alpha"),
     ("-revenue", "beta"), ("-created_at", None), ("plan", None), ("status", None),
     ("nonsense", "alpha"), ("password", "alpha")],
)  # fmt: skip
def test_stores_are_sorted(control_client, store, other_store, ordering, first):
    make_order(other_store, 1001, "10")
    page = control_client.get("/admin/control/stores/", {"ordering": ordering})
    assert page.status_code == 200
    if first:
        links = re.findall(r'href="/admin/control/stores/([a-z0-9-]+)/"', page.text)
        assert links[0] == first


@pytest.mark.parametrize(
    "parameters", [{"p": "9999"}, {"p": "x"}, {"status": "no"}, {"plan": "'"}, {"q": "%_\\'\""}]
)
def test_odd_parameters_of_the_list_are_no_error(control_client, store, parameters):
    assert control_client.get("/admin/control/stores/", parameters).status_code == 200


def test_the_list_takes_the_same_few_queries_for_3_and_for_60_stores(control_client, store):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            response = control_client.get("/admin/control/stores/")
        assert response.status_code == 200
        return len(queries)

    provision_store(name="G", slug="g", owner_email="g@example.com")
    make_order(store, 1001, "10")
    count()  # Wagtail's menu and content types are read once a process.
    few = count()
    plan = Plan.objects.get(code="pro")
    many = Store.objects.bulk_create(
        [Store(name=f"Store {n}", slug=f"store-{n}", plan=plan) for n in range(57)]
    )
    Domain.objects.bulk_create(
        [
            Domain(
                store=s,
                hostname=f"{s.slug}.localhost",
                is_primary=True,
                verified_at=timezone.now(),
            )
            for s in many
        ]
    )
    for extra in many[:20]:
        make_order(extra, 1001, "5")
    assert count() == few
    assert few <= 10


def test_the_list_is_paged(control_client, store, other_store):
    Store.objects.bulk_create([Store(name=f"Z {n:02}", slug=f"z-{n}") for n in range(40)])
    first = control_client.get("/admin/control/stores/")
    second = control_client.get("/admin/control/stores/", {"p": "2"})
    assert len(first.context["object_list"]) == 25
    assert len(second.context["object_list"]) == 17


def test_the_dashboard_adds_up_per_currency(control_client, store, other_store):
    make_order(store, 1001, "10.50")
    make_order(other_store, 1001, "4.50")
    make_order(store, 1002, "100", days_ago=31)
    make_order(store, 1003, "100", status=Order.Status.CANCELED)
    page = control_client.get("/admin/").text
    assert "€15.00" in page
    assert "€115.00" not in page


def test_the_detail_page_shows_orders_people_and_addresses(control_client, store, as_member):
    as_member(store, Role.EDITOR)
    make_order(store, 1042, "10.50")
    page = control_client.get("/admin/control/stores/alpha/").text
    for text in ("#1042", "€10.50", "owner@alpha.example", "editor@alpha.example"):
        assert text in page
    assert f'href="{store.absolute_url("/")}"' in page
    assert 'href="/admin/control/stores/alpha/support/"' in page


@pytest.mark.parametrize("slug", ["nobody", "platform", "a" * 80])
def test_a_store_that_is_none_is_not_found(control_client, store, slug):
    for screen in ("", "edit/", "created/", "suspend/"):
        assert control_client.get(f"/admin/control/stores/{slug}/{screen}").status_code == 404


# Edit --------------------------------------------------------------------------------------


def edit_data(store, **changes):
    return {
        "name": store.name,
        "plan": store.plan_id,
        "language": store.language,
        "country": store.country,
        "time_zone": store.time_zone,
        "contact_email": store.contact_email,
        "prices_include_tax": "on",
        **changes,
    }


def test_a_store_is_edited(control_client, store):
    pro = Plan.objects.get(code="pro")
    before = store.generation.value
    response = control_client.post(
        "/admin/control/stores/alpha/edit/",
        edit_data(
            store,
            name="Alpha & Sons",
            plan=pro.pk,
            slug="hijack",
            currency="JPY",
            is_test_mode="on",
        ),
    )
    assert response.status_code == 302
    store = Store.objects.select_related("generation").get(pk=store.pk)
    assert (store.name, store.plan, store.slug, store.currency) == (
        "Alpha & Sons", pro, "alpha", "EUR",
    )  # fmt: skip
    assert store.is_test_mode
    assert store.generation.value > before


def test_another_language_takes_the_products_along(control_client, store, store_client):
    make_product(store, "Becher")
    control_client.post("/admin/control/stores/alpha/edit/", edit_data(store, language="de"))
    with store_scope(store):
        assert list(ProductIndex.objects.values_list("language", flat=True)) == ["de"]
    assert "Becher" in store_client(store).get("/products/").text


def test_an_edit_leaves_alone_what_it_did_not_change(store):
    stale = Store.objects.get(pk=store.pk)
    Store.objects.filter(pk=store.pk).update(status="suspended", tagline="New", name="Old")
    stale.name = "Newer"
    update_store(stale, edited=["name"])
    saved = Store.objects.get(pk=store.pk)
    assert (saved.name, saved.tagline, saved.status) == ("Newer", "New", "suspended")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "n" * 121), ("plan", ""), ("plan", "999999"), ("plan", "x"),
     ("time_zone", "Mars/Olympus"), ("contact_email", "x"), ("country", "ZZ")],
)  # fmt: skip
def test_a_wrong_value_is_refused_and_nothing_changes(control_client, store, field, value):
    response = control_client.post(
        "/admin/control/stores/alpha/edit/", edit_data(store, **{"name": "New", field: value})
    )
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert Store.objects.get(pk=store.pk).name == "Alpha"


# Status ------------------------------------------------------------------------------------


def act(client, action, note=""):
    return client.post(f"/admin/control/stores/alpha/{action}/", {"note": note}, follow=True)


def shop_status() -> int:
    return client_on("alpha.localhost").get("/").status_code


def test_suspend_resume_and_disable_reach_the_shop_at_once(control_client, store):
    page = act(control_client, "suspend", "Invoice 7 is unpaid").text
    assert "Invoice 7 is unpaid" in page
    assert shop_status() == 503
    act(control_client, "resume")
    assert shop_status() == 200
    page = control_client.get("/admin/control/stores/alpha/").text
    assert "Invoice 7" not in page.split("Status history")[0]
    act(control_client, "disable")
    assert shop_status() == 410
    assert client_on("alpha.localhost").get("/admin/").status_code == 410


@pytest.mark.parametrize(
    ("now", "action"),
    [("active", "resume"), ("suspended", "suspend"), ("disabled", "suspend"),
     ("disabled", "disable")],
)  # fmt: skip
def test_a_change_that_is_not_declared_is_refused(control_client, store, now, action):
    Store.objects.filter(pk=store.pk).update(status=now, status_note="As before")
    shown = control_client.get(f"/admin/control/stores/alpha/{action}/", follow=True)
    assert "there is nothing to" in shown.text
    posted = act(control_client, action, "Changed")
    assert "cannot become" in posted.text
    store.refresh_from_db()
    assert (store.status, store.status_note) == (now, "As before")


def test_looking_at_the_confirmation_changes_nothing(control_client, store):
    page = control_client.get("/admin/control/stores/alpha/disable/").text
    assert "status 410" in page
    assert Store.objects.get(pk=store.pk).status == Store.Status.ACTIVE


def test_a_note_that_is_too_long_is_refused(control_client, store):
    response = act(control_client, "suspend", "n" * 251)
    assert "at most 250 characters" in response.text
    assert Store.objects.get(pk=store.pk).status == Store.Status.ACTIVE


def test_the_note_is_for_operators_only(control_client, store):
    act(control_client, "suspend", "Chargeback fraud suspected")
    assert "Chargeback" not in client_on("alpha.localhost").get("/").text
    assert settings.CONTROL_HOST not in client_on("alpha.localhost").get("/").text
