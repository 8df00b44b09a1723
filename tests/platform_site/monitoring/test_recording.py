"""Requests are counted without the database, and the database has them a moment later."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from platform_site.monitoring import recording
from platform_site.monitoring.journeys import Journey
from platform_site.monitoring.models import ResponseTime, Span
from platform_site.monitoring.recording import Timings, recorded
from stores.buffers import flush_all
from stores.models import Store
from stores.roles import Role
from stores.scope import PLATFORM_ID
from tests.conftest import client_on
from tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db

MIDDLEWARE = "platform_site.monitoring.recording.RecordingMiddleware"


def counted(store: Store) -> dict[str, tuple[int, int]]:
    """Journey → requests and errors, as written."""
    rows = ResponseTime.objects.filter(store=store, span=Span.MINUTES)
    return {row.journey: (row.request_count, row.error_count) for row in rows}


def test_each_journey_is_counted_under_its_own_name(store, store_client, as_member):
    make_category(store, "Hats", slug="hats")
    make_product(store, "Cap", slug="cap")
    shopper, owner = store_client(store), store_client(store, as_member(store, Role.OWNER))
    recorded.forget()  # Signing in was a request, too.

    for path in ("/", "/products/", "/categories/hats/", "/products/cap/", "/search/?q=cap",
                 "/cart/", "/checkout/", "/no-such-page/"):  # fmt: skip
        shopper.get(path)
    owner.get("/admin/")
    flush_all()

    assert counted(store) == {
        "home": (1, 0), "listing": (2, 0), "product": (1, 0), "search": (1, 0), "cart": (1, 0),
        "checkout": (1, 0), "other": (1, 0), "admin": (1, 0),
    }  # fmt: skip


def test_the_control_host_is_counted_apart(control_client):
    recorded.forget()
    control_client.get("/admin/control/stores/")
    flush_all()
    rows = ResponseTime.objects.filter(span=Span.MINUTES)
    assert [(row.store_id, row.journey) for row in rows] == [(PLATFORM_ID, Journey.CONTROL)]


def test_the_platforms_rows_are_the_sums_of_all_stores(store, other_store, store_client):
    for one in (store, store, other_store):
        store_client(one).get("/")
    flush_all()
    assert counted(store)["home"] == (2, 0)
    assert counted(other_store)["home"] == (1, 0)
    assert counted(Store.all_objects.get(pk=PLATFORM_ID))["home"] == (3, 0)
    assert ResponseTime.objects.get(span=Span.EVER, journey="home").request_count == 3


def test_an_answer_of_500_or_an_exception_counts_as_failed(store, store_client, monkeypatch):
    client = store_client(store)
    client.raise_request_exception = False
    monkeypatch.setattr("catalog.views.lists.make_listing", None)
    client.get("/products/")
    flush_all()
    assert counted(store)["listing"] == (1, 1)


def test_a_store_that_is_closed_on_purpose_does_not_fail(store, store_client):
    Store.objects.filter(pk=store.pk).update(status=Store.Status.SUSPENDED)
    assert store_client(store).get("/").status_code == 503
    flush_all()
    assert counted(store) == {}


@pytest.mark.parametrize("path", ["/healthz", "/static/platform_site/control.css", "/metrics"])
def test_what_is_no_stores_is_not_counted(path):
    client_on("nobody.localhost").get(path)
    client_on("nobody.localhost").get("/")
    assert len(recorded) == 0


def test_recording_adds_no_query_to_any_journey(store, store_client, settings):
    make_product(store, "Cap", slug="cap")
    paths = ["/", "/products/", "/products/cap/", "/search/?q=cap", "/cart/", "/admin/login/"]

    def queries(path: str) -> list[str]:
        client = store_client(store)
        client.get(path)  # What is cached is cached.
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return [query["sql"] for query in captured]

    with_it = {path: len(queries(path)) for path in paths}
    assert recorded
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != MIDDLEWARE]
    without = {path: len(queries(path)) for path in paths}

    assert with_it == without
    assert all(without.values())


def test_memory_grows_with_journeys_and_not_with_requests(store, store_client):
    client = store_client(store)
    for _ in range(20):
        client.get("/cart/")
    assert len(recorded) <= 2  # Two, if a window of five minutes began meanwhile.


def test_writing_is_one_statement_however_many_there_are(store, other_store):
    flush_all()  # What other tests left.
    for journey in ("home", "cart", "search"):
        for one in (store, other_store):
            recorded.add((one.pk, journey, 1_700_000_100), Timings.of_one(12, is_error=False))
    with CaptureQueriesContext(connection) as captured:
        flush_all()
    written = [query["sql"] for query in captured if "INSERT" in query["sql"]]
    assert len(written) == 1
    assert ResponseTime.objects.filter(span=Span.MINUTES).count() == 9


def test_a_database_that_is_away_loses_nothing_and_no_shopper_notices(
    store, store_client, monkeypatch
):
    write = recorded._write

    def away(values: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(recorded, "_write", away)
    assert store_client(store).get("/").status_code == 200
    flush_all()
    assert counted(store) == {}
    assert store_client(store).get("/").status_code == 200
    flush_all()

    monkeypatch.setattr(recorded, "_write", write)
    flush_all()

    assert counted(store)["home"] == (2, 0)
    assert len(recorded) == 0


def test_a_full_memory_goes_on_counting_what_it_knows(store, monkeypatch):
    monkeypatch.setattr(recorded, "size", 1)
    one = Timings.of_one(1, is_error=False)
    recorded.add((store.pk, "home", 0), one)
    recorded.add((store.pk, "cart", 0), one)
    recorded.add((store.pk, "home", 0), one)
    assert recorded.dropped == 1
    flush_all()
    assert counted(store) == {"home": (2, 0)}


def test_figures_of_a_store_that_was_erased_meanwhile_are_dropped(store):
    recorded.add((987_654, "home", 0), Timings.of_one(1, is_error=False))
    recorded.add((store.pk, "home", 0), Timings.of_one(1, is_error=False))
    flush_all()
    assert counted(store) == {"home": (1, 0)}


@pytest.mark.django_db(transaction=True)
def test_several_processes_that_write_at_once_lose_nothing(store, other_store):
    """As many connections as threads; each writes the same rows, in another order."""
    failures: list[Exception] = []
    start = threading.Barrier(6)

    def process(number: int) -> None:
        keys = [(one.pk, journey, 1_700_000_100) for one in (store, other_store)
                for journey in ("home", "cart", "search", "product")]  # fmt: skip
        if number % 2:
            keys.reverse()
        try:
            start.wait(10)
            for _ in range(15):
                recording.write({key: Timings.of_one(7, is_error=False) for key in keys})
        except Exception as error:  # noqa: BLE001 - looked at below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=process, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert counted(store)["home"] == (90, 0)
    row = ResponseTime.objects.get(store=store, journey="cart")
    assert sum(row.histogram) == row.request_count == 90
    assert row.total_ms == 90 * 7
