"""``/metrics``: who may ask, and what is (not) in it."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from prometheus_client.parser import text_string_to_metric_families

from platform_site.monitoring import metrics, recording
from platform_site.monitoring.figures import refresh_figures
from platform_site.monitoring.heartbeat import beat
from platform_site.monitoring.models import Incident
from platform_site.monitoring.probe_stores import probe_due
from platform_site.monitoring.recording import Timings
from stores.models import Store
from stores.roles import Role
from tests.conftest import client_on

pytestmark = pytest.mark.django_db

TOKEN = "a-long-and-secret-token"
RIGHT = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def token(settings) -> str:
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


def samples(text: str) -> dict[tuple[str, str], float]:
    """(name, its labels' values) → value."""
    return {
        (sample.name, ",".join(value for key, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer "},
        {"authorization": "Bearer wrong"},
        {"authorization": TOKEN},
        {"authorization": f"Basic {TOKEN}"},
        {"authorization": f"Bearer {TOKEN}x"},
        {"authorization": "Bearer ünïcode"},
        {"x-forwarded-for": "127.0.0.1"},
    ],
)
@pytest.mark.parametrize("set_token", [True, False])
def test_who_has_no_token_gets_what_any_unknown_address_gets(store, settings, headers, set_token):
    settings.METRICS_TOKEN = TOKEN if set_token else ""
    for host in ("alpha.localhost", django_settings.CONTROL_HOST, "127.0.0.1"):
        client = client_on(host)
        response = client.get("/metrics", headers=headers)
        unknown = client.get("/metricz", headers=headers)
        assert response.status_code == unknown.status_code
        assert response.status_code in (301, 404)
        assert b"galleria_" not in response.content


def test_without_a_token_in_the_settings_no_token_opens(store, settings):
    settings.METRICS_TOKEN = ""
    response = client_on("127.0.0.1").get("/metrics", headers={"authorization": "Bearer "})
    assert response.status_code == 404


@pytest.mark.parametrize("role", [Role.OWNER, Role.EDITOR])
def test_staff_of_a_store_have_no_metrics(store, store_client, as_member, token, role):
    response = store_client(store, as_member(store, role)).get("/metrics")
    assert b"galleria_" not in response.content


@pytest.mark.parametrize("host", ["127.0.0.1", "alpha.localhost", "control.localhost"])
def test_with_the_token_they_are_there_under_any_host(store, token, host):
    response = client_on(host).get("/metrics", headers=RIGHT)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.headers["Cache-Control"] == "no-store"


def test_nothing_can_be_written_there(store, token):
    assert client_on("127.0.0.1").post("/metrics", {"x": 1}, headers=RIGHT).status_code == 405


def test_the_figures_are_those_of_the_database(store, other_store, token):
    beat()
    probe_due()
    for one, milliseconds in ((store, 20), (other_store, 700)):
        recording.write({(one.pk, "home", 0): Timings.of_one(milliseconds, is_error=one == store)})
    Incident.objects.create(store=store, rule="slow", opened_at="2026-01-01T00:00Z")
    Store.objects.filter(pk=other_store.pk).update(status="suspended")

    found = samples(client_on("127.0.0.1").get("/metrics", headers=RIGHT).text)

    assert found["galleria_response_seconds_count", "home"] == 2
    assert found["galleria_response_seconds_sum", "home"] == pytest.approx(0.72)
    assert found["galleria_response_seconds_bucket", "home,0.02"] == 1
    assert found["galleria_response_seconds_bucket", "home,+Inf"] == 2
    assert found["galleria_errors_total", "home"] == 1
    assert found["galleria_stores", "active"] == 1
    assert found["galleria_stores", "suspended"] == 1
    assert found["galleria_probed_stores", "up"] == 1
    assert found["galleria_open_incidents", "slow"] == 1
    assert found["galleria_open_incidents", "home_page"] == 0
    assert 0 <= found["galleria_worker_silent_seconds", ""] < 60
    assert found["galleria_database_bytes", ""] > 0


def test_no_store_is_named_unless_it_is_asked_for_and_then_the_busiest(
    store, other_store, token, settings
):
    for one, count in ((store, 1), (other_store, 3)):
        for _ in range(count):
            key = (one.pk, "home", int(recording.time()))
            recording.write({key: Timings.of_one(20, is_error=False)})
    refresh_figures()
    client = client_on("127.0.0.1")
    text = client.get("/metrics", headers=RIGHT).text
    assert store.slug not in text
    assert other_store.slug not in text

    settings.MONITORING = {**settings.MONITORING, "metrics_stores": 1}
    text = client.get("/metrics", headers=RIGHT).text
    assert f'galleria_store_error_ratio{{store="{other_store.slug}"}} 0.0' in text
    assert store.slug not in text


def test_as_many_lines_and_queries_for_many_stores(store, token, django_assert_max_num_queries):
    client = client_on("127.0.0.1")
    for journey in ("home", "cart"):
        recording.write({(store.pk, journey, 0): Timings.of_one(20, is_error=False)})
    with django_assert_max_num_queries(10):
        few = client.get("/metrics", headers=RIGHT).text
    for n in range(40):
        Store.objects.create(name=f"Store {n}", slug=f"store-{n}")
    with django_assert_max_num_queries(10):
        many = client.get("/metrics", headers=RIGHT).text
    assert len(many.splitlines()) == len(few.splitlines())


def test_a_database_that_is_away_is_said(token, monkeypatch):
    def away() -> bytes:
        raise OperationalError("away")

    monkeypatch.setattr(metrics, "metrics", away)
    assert client_on("127.0.0.1").get("/metrics", headers=RIGHT).status_code == 503
