"""The table of rules: what opens an incident, what closes it, and who is told."""

from __future__ import annotations

import smtplib
import threading
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from platform_site.monitoring import alerts, recording, schedule
from platform_site.monitoring.alerts import send_alerts
from platform_site.monitoring.heartbeat import beat
from platform_site.monitoring.incidents import acknowledge, add_note, evaluate, open_incident
from platform_site.monitoring.models import Incident, IncidentEntry, StoreHealth, WorkerBeat
from platform_site.monitoring.recording import Timings
from platform_site.monitoring.rules import BY_NAME, RULES
from stores.models import PlatformSettings, Store
from stores.scope import PLATFORM_ID, platform_scope

pytestmark = pytest.mark.django_db


def probes(store: Store, *, failures: int = 0, successes: int = 0) -> None:
    StoreHealth.objects.update_or_create(
        store=store,
        defaults={
            "state": "down" if failures else "up", "reason": "answered with status 500",
            "failures_in_a_row": failures, "successes_in_a_row": successes,
            "probed_at": timezone.now(),
        },
    )  # fmt: skip


def requests(store: Store, count: int, *, failed: int = 0, milliseconds: float = 20) -> None:
    second = int(timezone.now().timestamp())
    key = (store.pk, "home", second - second % recording.WINDOW)
    for n in range(count):
        recording.write({key: Timings.of_one(milliseconds, is_error=n < failed)})


def is_open(rule: str) -> bool:
    return Incident.objects.filter(rule=rule, closed_at=None).exists()


def kinds(incident: Incident) -> list[str]:
    return list(incident.entries.values_list("kind", flat=True))


# Each rule: what is just not enough, what opens it, what is not yet well, what closes it.
def worker_beat(minutes: float) -> None:
    WorkerBeat.objects.all().delete()
    WorkerBeat.objects.create(name="w", beat_at=timezone.now() - timedelta(minutes=minutes))


def anew(store: Store, *args: int, **kwargs: float) -> None:
    recording.ResponseTime.objects.all().delete()
    requests(store, *args, **kwargs)  # type: ignore[arg-type]


RULE_TABLE = {
    "home_page": [
        (lambda store: probes(store, failures=1), False),
        (lambda store: probes(store, failures=2), True),
        (lambda store: probes(store, successes=1), True),
        (lambda store: probes(store, successes=2), False),
    ],
    "error_rate": [
        (lambda store: anew(store, 19, failed=19), False),  # Too few to say.
        (lambda store: anew(store, 40, failed=2), False),  # 5 % is not above 5 %.
        (lambda store: anew(store, 40, failed=3), True),
        (lambda store: anew(store, 40), False),
    ],
    "slow": [
        (lambda store: anew(store, 19, milliseconds=4000), False),
        (lambda store: anew(store, 40, milliseconds=1500), False),
        (lambda store: anew(store, 40, milliseconds=4000), True),
        (lambda store: anew(store, 0), False),
    ],
    "worker_silent": [
        (lambda store: None, False),  # There has never been one.
        (lambda store: worker_beat(4), False),
        (lambda store: worker_beat(6), True),
        (lambda store: beat(), False),
    ],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_opens_and_closes_at_its_threshold(store, other_store, rule):
    for n, (happens, wanted) in enumerate(RULE_TABLE[rule.name]):
        happens(store)
        evaluate()
        evaluate()
        assert is_open(rule.name) is wanted, f"{rule.name}, step {n}"
    incident = Incident.objects.get(rule=rule.name)
    assert incident.store_id == (PLATFORM_ID if rule.name == "worker_silent" else store.pk)
    assert kinds(incident) == ["opened", "closed"]
    assert incident.message


def test_errors_of_one_store_are_no_incident_of_the_platform(store):
    requests(store, 30, failed=30)
    evaluate()
    assert [one.store_id for one in Incident.objects.filter(rule="error_rate")] == [store.pk]


@pytest.mark.parametrize("how", ["maintenance", "platform", "suspended"])
def test_a_store_that_need_not_answer_is_no_incident_and_ends_one(store, how):
    probes(store, failures=5)
    evaluate()
    assert is_open("home_page")
    if how == "suspended":
        Store.objects.filter(pk=store.pk).update(status="suspended")
    else:
        pk = store.pk if how == "maintenance" else PLATFORM_ID
        Store.all_objects.filter(pk=pk).update(in_maintenance=True)
    evaluate()
    evaluate()
    assert not is_open("home_page")
    assert Incident.objects.count() == 1


def test_what_comes_back_soon_is_the_same_incident(store):
    for failures in (2, 0, 2, 0, 2):
        probes(store, failures=failures, successes=0 if failures else 2)
        evaluate()
    incident = Incident.objects.get()
    assert incident.is_open
    assert incident.reopened_count == 2
    assert kinds(incident) == ["opened", "closed", "reopened", "closed", "reopened"]


def test_what_comes_back_later_is_another_incident(store):
    probes(store, failures=2)
    evaluate()
    probes(store, successes=2)
    evaluate()
    Incident.objects.update(closed_at=timezone.now() - timedelta(hours=1))
    probes(store, failures=2)
    evaluate()
    assert Incident.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_open_one_incident_and_mail_it_once(store, operator):
    probes(store, failures=2)
    start = threading.Barrier(4)
    sent: list[bool] = []

    def worker() -> None:
        with platform_scope():
            start.wait(10)
            evaluate()
            sent.append(send_alerts())
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send_alerts()

    incident = Incident.objects.get()
    assert kinds(incident).count("opened") == 1
    assert kinds(incident).count("mailed") == 1
    assert len(mail.outbox) == 1


def test_the_database_lets_no_second_one_open(store):
    now = timezone.now()
    assert open_incident(BY_NAME["slow"], store.pk, "x", now) is True
    assert open_incident(BY_NAME["slow"], store.pk, "x", now) is False
    assert Incident.objects.count() == IncidentEntry.objects.count() == 1


def test_opening_and_closing_are_mailed_once_each_with_a_link(store, operator):
    probes(store, failures=2)
    for _ in range(3):
        evaluate()
        send_alerts()
    probes(store, successes=2)
    for _ in range(3):
        evaluate()
        send_alerts()

    assert [message.subject for message in mail.outbox] == [
        "Opened: Home page fails – Alpha",
        "Closed: Home page fails – Alpha",
    ]
    incident = Incident.objects.get()
    assert mail.outbox[0].to == [operator.email]
    assert "answered with status 500" in mail.outbox[0].body
    assert f"/admin/control/monitoring/incidents/{incident.pk}/" in mail.outbox[0].body


def test_who_the_settings_name_is_told_instead_of_the_operators(store, operator):
    PlatformSettings(alert_emails=["a@example.org", "b@example.org"]).save()
    probes(store, failures=2)
    evaluate()
    send_alerts()
    assert [message.to for message in mail.outbox] == [["a@example.org", "b@example.org"]]


def test_several_at_once_are_one_mail(store, other_store, operator):
    for one in (store, other_store):
        probes(one, failures=2)
    requests(store, 40, failed=40)
    evaluate()
    send_alerts()
    (message,) = mail.outbox
    assert message.subject == "3 incidents opened"
    assert "Alpha" in message.body
    assert "Beta" in message.body


def test_what_flaps_is_not_mailed_each_time(store, operator):
    for failures in (2, 0, 2, 0, 2):
        probes(store, failures=failures, successes=0 if failures else 2)
        evaluate()
        send_alerts()
    assert len(mail.outbox) == 2  # It opened, it closed; then it began to flap.

    Incident.objects.update(told_at=timezone.now() - timedelta(hours=1))
    send_alerts()
    assert mail.outbox[-1].subject.startswith("Opened")
    assert len(mail.outbox) == 3


def test_no_more_mails_than_the_limit_and_nothing_is_forgotten(store, operator, monkeypatch):
    monkeypatch.setattr(alerts, "MAILS", alerts.Limit("alerts", 2, timedelta(hours=1)))
    now = timezone.now()
    for n in range(4):
        Incident.objects.create(store=store, rule=f"rule{n}", message="x", opened_at=now)
        send_alerts()
    assert len(mail.outbox) == 2
    assert Incident.objects.filter(told="").count() == 2

    monkeypatch.setattr(alerts, "take", lambda limit, identity: timedelta())
    send_alerts()
    assert mail.outbox[-1].subject == "2 incidents opened"


def test_a_mail_server_that_is_away_is_tried_again(store, operator):
    probes(store, failures=2)
    evaluate()
    with patch.object(EmailBackend, "send_messages", side_effect=smtplib.SMTPServerDisconnected):
        assert send_alerts() is False
    assert Incident.objects.get().told == ""
    assert send_alerts() is True
    assert len(mail.outbox) == 1


def test_a_dead_worker_is_noticed_by_who_answers_requests(store, operator, monkeypatch):
    monkeypatch.setattr(schedule, "_next_look", 0.0)
    worker_beat(10)
    schedule.look_after_worker()
    schedule.look_after_worker()
    assert is_open("worker_silent")
    assert [message.subject for message in mail.outbox] == ["Opened: Worker is silent – Galleria"]


def test_a_living_worker_costs_one_query(django_assert_num_queries, monkeypatch):
    beat()
    monkeypatch.setattr(schedule, "_next_look", 0.0)
    with django_assert_num_queries(1):
        schedule.look_after_worker()
    with django_assert_num_queries(0):
        schedule.look_after_worker()


def test_an_incident_is_acknowledged_once_and_noted_often(store, operator):
    probes(store, failures=2)
    evaluate()
    incident = Incident.objects.get()
    assert acknowledge(incident=incident, by=operator) is True
    assert acknowledge(incident=incident, by=operator) is False
    add_note(incident=incident, text="Restarted", by=operator)
    add_note(incident=incident, text="Restarted", by=operator)
    incident.refresh_from_db()
    assert incident.acknowledged_by == operator
    assert incident.is_open
    assert kinds(incident) == ["opened", "acknowledged", "note", "note"]


def test_rules_ask_as_many_queries_for_many_stores_as_for_few(store, other_store):
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            evaluate(now=datetime.now(tz=timezone.get_current_timezone()))
        return len(captured)

    few = queries()
    for one in (store, other_store):
        requests(one, 3)
        probes(one, successes=3)
    assert queries() == few
