"""Visits are counted once a visitor and day, cost a request nothing, and tell nobody who it was."""

from __future__ import annotations

import sys
from datetime import timedelta
from types import FrameType

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commerce.models import DailyFigures, FiguresDue, Visit, VisitSalt
from commerce.services.figures import roll_up_figures
from commerce.visits.bots import is_program
from commerce.visits.middleware import VisitMiddleware
from commerce.visits.record import Seen, visits, write_visits
from commerce.visits.salt import forget_salts, salt_of_today, visitor
from stores.models import Store
from tests.conftest import client_on
from tests.factories import make_product

BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/141.0.0.0 Safari/537.36"
)
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture(autouse=True)
def empty():
    visits.forget()
    yield
    visits.forget()


def shopper(store, agent=BROWSER, **headers):
    return Client(HTTP_HOST=f"{store.slug}.localhost", HTTP_USER_AGENT=agent, **headers)


def steps(store):
    visits.flush()
    rows = Visit.objects.filter(store=store).values_list("step", flat=True)
    return sorted(rows)


def test_a_visitor_counts_once_a_day_however_many_pages_are_seen(store):
    client = shopper(store)
    for path in ("/", "/cart/", "/", "/search/?q=cup"):
        assert client.get(path).status_code == 200
    assert steps(store) == [1]
    shopper(store, PHONE).get("/")
    shopper(store, REMOTE_ADDR="203.0.113.9").get("/")
    assert steps(store) == [1, 1, 1]


def test_who_fills_a_cart_and_begins_the_check_out_is_counted_so(store):
    variant = make_product(store, "Mug").variants.get()
    client = shopper(store)
    client.get(variant.product.get_absolute_url())
    client.post("/cart/add/", {"variant": "nonsense", "quantity": "1"})
    assert steps(store) == [1]
    client.post("/cart/add/", {"variant": str(variant.public_id), "quantity": "1"})
    assert steps(store) == [1, 2]
    client.get("/checkout/contact/")
    assert steps(store) == [1, 2, 3]
    roll_up_figures()
    row = DailyFigures.objects.get(store=store)
    assert (row.visitors, row.carts, row.checkouts, row.buyers) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_GPC": "1"},
        {"HTTP_DNT": "1"},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_X_MOZ": "prefetch"},
        {"HTTP_SEC_FETCH_DEST": "iframe"},
        {"HTTP_USER_AGENT": "curl/8.5.0"},
        {"HTTP_USER_AGENT": ""},
    ],
)
def test_who_asks_not_to_be_counted_and_what_nobody_looks_at_is_left_out(store, headers):
    assert Client(**{"HTTP_HOST": "alpha.localhost", "HTTP_USER_AGENT": BROWSER, **headers}).get(
        "/"
    ).status_code == 200  # fmt: skip
    assert steps(store) == []


def test_staff_are_no_visitors(store, as_member):
    client = client_on("alpha.localhost", as_member(store, "Editor"), HTTP_USER_AGENT=BROWSER)
    client.get("/")
    client.get("/admin/")
    assert steps(store) == []


def test_what_is_no_page_is_no_visit(store, control_client):
    client = shopper(store)
    assert client.get("/theme/nothing.css").status_code in (200, 404)
    assert client.get("/nowhere/").status_code == 404
    assert client.get("/admin/login/").status_code == 200
    control_client.get("/admin/", headers={"user-agent": BROWSER})
    assert steps(store) == []
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/141.0 Mobile Safari/537.36 (compatible; bingbot/2.0; +http://www.bing.com/bingbot)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/141.0 Safari/537.36",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        " Version/17.4 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)",
        "facebookexternalhit/1.1",
        "python-requests/2.34",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)",
        "Go-http-client/2.0",
        "",
    ],
)
def test_programs_are_told_by_what_they_call_themselves(agent):
    assert is_program(agent)


@pytest.mark.parametrize(
    "agent",
    [
        BROWSER,
        PHONE,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Mozilla/5.0 (Linux; Android 14; CUBOT X70) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/141.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
        "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        " GSA/300 Mobile/15E148 Safari/604.1",
    ],
)
def test_browsers_are_people(agent):
    assert not is_program(agent)


# Who it was -------------------------------------------------------------------------------


def test_yesterdays_hash_cannot_be_made_again(store):
    with time_machine.travel("2026-06-01 23:00:00Z", tick=False):
        shopper(store).get("/")
        visits.flush()
        yesterdays = Visit.objects.get().visitor
        key = {"store_id": store.pk, "address": "127.0.0.1", "user_agent": BROWSER}
        assert visitor(salt_of_today(), **key) == yesterdays
    with time_machine.travel("2026-06-02 00:00:30Z", tick=False):
        roll_up_figures()
        assert not VisitSalt.objects.filter(day__lt=timezone.now().date()).exists()
        assert visitor(salt_of_today(), **key) != yesterdays
        shopper(store).get("/")
        visits.flush()
        assert Visit.objects.values("visitor").distinct().count() == 2


def test_a_visitor_is_somebody_else_in_another_store(store, other_store):
    shopper(store).get("/")
    shopper(other_store).get("/")
    visits.flush()
    assert Visit.objects.values("visitor").distinct().count() == 2


def test_neither_address_nor_browser_is_written_down(store):
    shopper(store, REMOTE_ADDR="203.0.113.77").get("/")
    visits.flush()
    with connection.cursor() as cursor:
        cursor.execute("SELECT v::text FROM commerce_visit v")
        (row,) = cursor.fetchone()
    assert "203.0.113.77" not in row
    assert "Mozilla" not in row
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'commerce_visitsalt'")
        assert cursor.fetchone() == ("u",)


def test_a_household_is_one_visitor_though_its_browser_changes_addresses(store):
    for address in ("2001:db8:1:2::5", "2001:db8:1:2:ffff::9"):
        shopper(store, REMOTE_ADDR=address).get("/")
    assert steps(store) == [1]


def test_the_day_is_the_stores(store):
    Store.objects.filter(pk=store.pk).update(time_zone="Pacific/Auckland")
    with time_machine.travel("2026-06-01 13:00:00Z", tick=False):
        shopper(store).get("/")
        visits.flush()
    assert str(Visit.objects.get().day) == "2026-06-02"
    assert str(FiguresDue.objects.filter(store=store).latest("pk").day) == "2026-06-02"


# What it costs ----------------------------------------------------------------------------


def test_a_visit_adds_no_query_to_a_request(store, monkeypatch):
    client = shopper(store)
    client.get("/")
    with CaptureQueriesContext(connection) as counted:
        client.get("/")
    with CaptureQueriesContext(connection) as uncounted:
        shopper(store, HTTP_DNT="1").get("/")
    assert len(visits) == 2
    assert len(counted) == len(uncounted)
    assert not any("commerce_visit" in query["sql"] for query in counted)


def test_a_visit_is_noted_with_few_calls(store):
    request = RequestFactory().get("/", headers={"user-agent": BROWSER})
    request.store = store
    response = HttpResponse("x")
    middleware = VisitMiddleware(lambda request: response)
    middleware(request)  # The first looks for what the others know.
    calls = []

    def count(frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            calls.append(frame.f_code.co_name)

    sys.setprofile(count)
    try:
        middleware(request)
    finally:
        sys.setprofile(None)
    assert len(calls) < 200, calls


def test_the_buffer_does_not_grow_without_end(store):
    one = Seen(store.pk, timezone.now().date(), "203.0.113.1", BROWSER, 1)
    for _ in range(visits.size + 10):
        visits.add(one)
    assert len(visits) == visits.size
    assert visits.dropped == 10


def test_visits_of_a_store_that_is_gone_meanwhile_are_dropped_and_no_others(store):
    today = timezone.now().date()
    write_visits([Seen(2**40, today, "203.0.113.1", BROWSER, 1),
                  Seen(store.pk, today, "203.0.113.1", BROWSER, 1)])  # fmt: skip
    assert Visit.objects.get().store_id == store.pk


def test_writing_again_adds_nothing(store):
    today = timezone.now().date()
    one = Seen(store.pk, today, "203.0.113.1", BROWSER, 4)
    write_visits([one, one])
    write_visits([one])
    assert steps(store) == [1, 4]
    assert forget_salts() == 0
    assert settings.SESSION_COOKIE_NAME
    assert Visit.objects.filter(day__gt=today - timedelta(days=1)).count() == 2
