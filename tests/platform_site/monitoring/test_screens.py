"""The screens of the monitoring in Center Control."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from platform_site.monitoring import recording
from platform_site.monitoring.figures import refresh_figures
from platform_site.monitoring.models import Incident, IncidentEntry, StoreHealth
from platform_site.monitoring.probe_stores import probe_due
from platform_site.monitoring.recording import Timings
from stores.models import Store
from stores.roles import Role
from tests.conftest import client_on

pytestmark = pytest.mark.django_db

OVERVIEW = "/admin/control/monitoring/"
INCIDENTS = f"{OVERVIEW}incidents/"


@pytest.fixture
def incident(store) -> Incident:
    made = Incident.objects.create(
        store=store, rule="home_page", message="The home page fails.", opened_at=timezone.now()
    )
    made.entries.create(kind="opened", text=made.message, created_at=made.opened_at)
    return made


def measure(store: Store) -> None:
    second = int(timezone.now().timestamp())
    for journey, milliseconds in (("home", 80), ("search", 900)):
        key = (store.pk, journey, second - second % recording.WINDOW)
        recording.write({key: Timings.of_one(milliseconds, is_error=journey == "search")})


def test_the_overview_shows_what_is_and_what_was(control_client, store, other_store, incident):
    probe_due()
    StoreHealth.objects.filter(store=other_store).update(state="down", reason="the page is empty")
    measure(store)
    refresh_figures()

    page = control_client.get(OVERVIEW).text

    for text in ("Open incidents", "Home page fails", "the page is empty", "Search", "80\xa0ms",
                 "50\xa0%", "never heard of", "<polyline"):  # fmt: skip
        assert text in page, text


def test_the_overview_of_a_new_platform_says_so(control_client, store):
    page = control_client.get(OVERVIEW).text
    assert "None. All rules are content." in page
    assert "Nothing measured" in page


def test_the_overview_asks_as_many_queries_for_many_stores(control_client, store, other_store):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert control_client.get(OVERVIEW).status_code == 200
        return len(captured)

    measure(store)
    refresh_figures()
    queries()
    few = queries()
    for n in range(15):
        one = Store.objects.create(name=f"Store {n}", slug=f"store-{n}")
        measure(one)
        Incident.objects.create(store=one, rule="slow", message="x", opened_at=timezone.now())
        StoreHealth.objects.create(store=one, state="down", reason="x")
    refresh_figures()
    assert queries() == few


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "was not asked for yet"),
        ({"status": "suspended"}, "Not watched"),
        ({"in_maintenance": True}, "In maintenance"),
    ],
)
def test_a_stores_page_says_whether_it_is_watched(control_client, store, changes, text):
    Store.objects.filter(pk=store.pk).update(**changes)
    assert text in control_client.get(f"/admin/control/stores/{store.slug}/").text


def test_a_stores_page_shows_its_own_figures_and_incidents(
    control_client, store, other_store, incident
):
    probe_due()
    measure(store)
    page = control_client.get(f"/admin/control/stores/{store.slug}/").text
    assert "900\xa0ms" in page
    assert INCIDENTS + f"{incident.pk}/" in page
    other = control_client.get(f"/admin/control/stores/{other_store.slug}/").text
    assert "900\xa0ms" not in other
    assert f"{INCIDENTS}{incident.pk}/" not in other


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"open", "closed"}),
        ("?state=open", {"open"}),
        ("?state=closed", {"closed"}),
        ("?rule=slow", {"closed"}),
        ("?rule=home_page", {"open"}),
        ("?state=nonsense", {"open", "closed"}),
        ("?rule=nonsense", {"open", "closed"}),
        ("?p=99", {"open", "closed"}),
        ("?ordering=nonsense", {"open", "closed"}),
    ],
)
def test_incidents_are_listed_and_filtered_and_wrong_filters_are_no_error(
    control_client, store, incident, query, shown
):
    now = timezone.now()
    closed = Incident.objects.create(
        store=store, rule="slow", message="Slow.", opened_at=now - timedelta(hours=2), closed_at=now
    )
    for path in (INCIDENTS, f"{INCIDENTS}results/"):
        response = control_client.get(path + query)
        assert response.status_code == 200
        for name, one in (("open", incident), ("closed", closed)):
            if query == "?p=99" and f"{INCIDENTS}{one.pk}/" not in response.text:
                continue
            assert (f"{INCIDENTS}{one.pk}/" in response.text) is (name in shown), (path, name)


def test_an_operator_notes_and_acknowledges(control_client, incident, operator):
    address = f"{INCIDENTS}{incident.pk}/"
    control_client.post(address, {"text": "The <b>disk</b> was full."})
    control_client.post(f"{address}acknowledge/")
    control_client.post(f"{address}acknowledge/")

    page = control_client.get(address).text

    assert "The &lt;b&gt;disk&lt;/b&gt; was full." in page
    assert page.count("<strong>Acknowledged</strong>") == 1
    assert operator.email in page
    assert "I look after it" not in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "nul\0"])
def test_a_wrong_note_is_refused_and_changes_nothing(control_client, incident, text):
    response = control_client.post(f"{INCIDENTS}{incident.pk}/", {"text": text})
    assert response.status_code in (200, 400)
    assert IncidentEntry.objects.filter(kind="note").count() == 0
    if response.status_code == 200:
        assert "Nothing was added" in response.text


@pytest.mark.parametrize("path", ["", "acknowledge/"])
def test_an_incident_that_is_not_there_is_404(control_client, store, path):
    assert control_client.post(f"{INCIDENTS}999999/{path}", {"text": "x"}).status_code == 404


def test_acknowledging_is_no_link(control_client, incident):
    assert control_client.get(f"{INCIDENTS}{incident.pk}/acknowledge/").status_code == 405
    incident.refresh_from_db()
    assert incident.acknowledged_at is None


@pytest.mark.parametrize("path", ["", "incidents/", "incidents/results/", "incidents/{pk}/"])
def test_a_store_has_no_monitoring_and_strangers_sign_in(
    store, store_client, as_member, incident, path
):
    address = OVERVIEW + path.format(pk=incident.pk)
    owner = store_client(store, as_member(store, Role.OWNER))
    assert owner.get(address).status_code == 404
    assert owner.post(address, {"text": "x"}).status_code == 404
    stranger = client_on(settings.CONTROL_HOST)
    assert stranger.get(address).url.startswith("/admin/login/")
    editor = client_on(settings.CONTROL_HOST, as_member(Store.all_objects.get(pk=0), Role.EDITOR))
    assert editor.get(address).status_code == 403
    assert IncidentEntry.objects.filter(kind="note").count() == 0


def test_a_store_sees_no_row_of_the_monitoring_even_its_own(store, incident):
    from platform_site.models import ProbeCount, ResponseTime, WorkerBeat
    from stores.scope import store_scope

    probe_due()
    measure(store)
    models = (Incident, IncidentEntry, ProbeCount, ResponseTime, StoreHealth, WorkerBeat)
    with store_scope(store):
        assert [model for model in models if model.objects.exists()] == []
        assert Incident.objects.update(message="x") == 0
