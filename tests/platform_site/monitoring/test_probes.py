"""Each store's home page is asked for in turn, and a store that is broken is noticed."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from commerce.visits.record import visits
from platform_site.monitoring import probing
from platform_site.monitoring.models import ProbeCount, StoreHealth
from platform_site.monitoring.probe_stores import probe_due, stores_due
from platform_site.monitoring.probing import probe
from platform_site.monitoring.recording import recorded
from platform_site.monitoring.selectors import probed, uptimes
from stores.models import Store
from stores.scope import PLATFORM_ID

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(monkeypatch) -> Any:
    """``later(minutes)``: what was probed was probed so much earlier."""

    def pass_by(minutes: float) -> None:
        for health in StoreHealth.objects.exclude(probed_at=None):
            health.probed_at -= timedelta(minutes=minutes)
            health.save()

    return pass_by


@pytest.fixture
def answers(monkeypatch) -> Any:
    """``answers(store, page)``: what a store's host answers instead of its page."""
    changed: dict[str, tuple[int, str]] = {}
    real = probing.request_page

    def request_page(hostname: str, path: str) -> tuple[int, str]:
        return changed.get(hostname) or real(hostname, path)

    monkeypatch.setattr(probing, "request_page", request_page)

    def change(store: Store, answer: tuple[int, str] | None) -> None:
        hostname = store.primary_domain().hostname
        if answer is None:
            changed.pop(hostname, None)
        else:
            changed[hostname] = answer

    return change


def look_at(store: Store) -> probing.Answer:
    return probe(store, store.primary_domain().hostname)


def test_healthy_stores_and_the_platform_are_up(store, other_store):
    probe_due()
    for pk in (store.pk, other_store.pk, PLATFORM_ID):
        health = StoreHealth.objects.get(store_id=pk)
        assert (health.state, health.reason, health.status_code) == ("up", "", 200), pk
        assert health.duration_ms > 0
        assert uptimes(pk)[0].share == 1
    assert (probed().up, probed().down) == (2, 0)


def test_a_broken_template_is_noticed(store, other_store, settings, tmp_path):
    (tmp_path / "stores").mkdir()
    (tmp_path / "stores" / "home_page.html").write_text("{% no_such_tag %}")
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    settings.TEMPLATES = [engine]
    assert look_at(store).status_code == 500
    assert "500" in look_at(store).reason


def test_a_store_whose_site_is_lost_is_noticed_and_the_others_are_well(store, other_store):
    Store.objects.filter(pk=store.pk).update(site=None)
    probe_due()
    assert StoreHealth.objects.get(store=store).state == "down"
    assert StoreHealth.objects.get(store=other_store).state == "up"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((500, "Alpha"), "status 500"),
        ((404, "Alpha"), "status 404"),
        ((302, ""), "status 302"),
        ((200, "  \n"), "empty"),
        ((200, "<title>Beta</title>"), "name"),
    ],
)
def test_an_answer_that_is_not_the_stores_page_says_why(store, answers, answer, reason):
    answers(store, answer)
    assert reason in look_at(store).reason


def test_a_name_with_characters_of_html_is_recognised(store):
    Store.objects.filter(pk=store.pk).update(name="Salt & Pepper’s <Shop>")
    store.refresh_from_db()
    assert look_at(store).reason == ""


@pytest.mark.django_db(transaction=True)
def test_a_store_that_hangs_is_noticed_and_holds_nobody_up(store, monkeypatch, settings):
    settings.MONITORING = {**settings.MONITORING, "probe_seconds": 0.2}

    def hang(hostname: str, path: str) -> tuple[int, str]:
        time.sleep(1.5)
        return 200, "Alpha"

    monkeypatch.setattr(probing, "request_page", hang)
    started = time.monotonic()
    answer = look_at(store)
    assert time.monotonic() - started < 1.2
    assert (answer.status_code, answer.reason) == (None, "no answer in time")
    for thread in probing._hanging:
        thread.join()


def test_while_many_hang_no_more_is_begun(monkeypatch):
    class Hanging:
        def is_alive(self) -> bool:
            return True

    monkeypatch.setattr(probing, "_hanging", [Hanging()] * probing.MOST_HANGING)
    begun: list[int] = []
    assert probing.within(1, lambda: begun.append(1)) is False
    assert begun == []


def test_a_probe_is_no_visit_and_no_request(store, other_store):
    visits.forget()
    recorded.forget()
    probe_due()
    assert len(visits) == 0
    assert len(recorded) == 0


def test_no_visitor_can_pass_for_a_probe(store, store_client):
    recorded.forget()
    store_client(store).get("/cart/", headers={"galleria-probe": "1", "galleria.probe": "1"})
    assert len(recorded) == 1


def test_whose_turn_was_longest_ago_is_first_and_no_more_than_fit_a_minute(
    store, other_store, later, settings
):
    settings.MONITORING = {**settings.MONITORING, "probe_most": 1}
    probe_due()
    assert [one.pk for one in stores_due(timezone.now())] == [PLATFORM_ID, other_store.pk]
    probe_due()
    later(2)
    StoreHealth.objects.filter(store=store).update(successes_in_a_row=9)
    StoreHealth.objects.filter(store=other_store).update(successes_in_a_row=9)
    assert [one.pk for one in stores_due(timezone.now())] == [PLATFORM_ID], "all were just asked"
    later(settings.MONITORING["probe_minutes"])
    assert [one.pk for one in stores_due(timezone.now())] == [PLATFORM_ID, store.pk]


def test_who_failed_is_asked_again_the_next_minute(store, other_store, answers, later):
    StoreHealth.objects.bulk_create(
        StoreHealth(store=one, state="up", successes_in_a_row=9, probed_at=timezone.now())
        for one in (store, other_store)
    )
    later(6)
    answers(store, (500, "x"))
    probe_due()
    later(1)
    assert [one.pk for one in stores_due(timezone.now())] == [PLATFORM_ID, store.pk]


@pytest.mark.parametrize("whose", ["store", "platform"])
def test_maintenance_is_left_out_of_uptime_and_shown(store, other_store, answers, later, whose):
    probe_due()
    later(6)
    pk = store.pk if whose == "store" else PLATFORM_ID
    Store.all_objects.filter(pk=pk).update(in_maintenance=True)
    answers(store, (503, "back soon"))

    probe_due()

    health, (day, *_more) = StoreHealth.objects.get(store=store), uptimes(store.pk)
    assert (health.state, health.failures_in_a_row) == ("", 0)
    assert (day.share, day.left_out_count, day.left_out_share) == (1, 1, 0.5)
    assert StoreHealth.objects.get(store=other_store).state == ("up" if whose == "store" else "")


@pytest.mark.parametrize("status", ["pending", "suspended", "disabled", "closing"])
def test_a_store_that_is_not_open_is_not_asked(store, other_store, answers, later, status):
    answers(store, (500, "x"))
    probe_due()
    later(6)
    Store.objects.filter(pk=store.pk).update(status=status)

    probe_due()

    assert ProbeCount.objects.get(store=store).probe_count == 1
    health = StoreHealth.objects.get(store=store)
    assert (health.state, health.failures_in_a_row) == ("", 0), "it begins anew when it is open"


def test_a_fault_of_the_probe_itself_is_a_failed_probe(store, monkeypatch):
    def broken(hostname: str, path: str) -> HttpResponse:
        raise RuntimeError("boom")

    monkeypatch.setattr(probing, "request_page", broken)
    assert look_at(store).reason
