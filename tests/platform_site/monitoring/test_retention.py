"""Old rows become fewer, and sums stay what they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from platform_site.monitoring import recording
from platform_site.monitoring.figures import refresh_figures
from platform_site.monitoring.models import Incident, ProbeCount, ResponseTime, Span, StoreHealth
from platform_site.monitoring.recording import Timings
from platform_site.monitoring.retention import keep_less
from platform_site.monitoring.selectors import journey_times, uptimes, with_figures
from stores.models import Store
from stores.services.erase_store import erase_store

pytestmark = pytest.mark.django_db


def record(store: Store, ago: timedelta, milliseconds: float = 12, **more: bool) -> None:
    second = int((timezone.now() - ago).timestamp())
    key = (store.pk, "home", second - second % recording.WINDOW)
    recording.write({key: Timings.of_one(milliseconds, is_error=more.get("is_error", False))})


def sums(store: Store) -> dict[str, int]:
    rows = ResponseTime.objects.filter(store=store).exclude(span=Span.EVER)
    return rows.aggregate(requests=Sum("request_count"), errors=Sum("error_count"))


def test_minutes_become_hours_and_hours_days_and_nothing_is_lost_or_doubled(store):
    for ago in (1, 4, 4.01, 5, 30, 24 * 20, 24 * 20 + 1):
        record(store, timedelta(hours=ago), is_error=ago == 30)
    before = sums(store)

    keep_less()
    keep_less()

    assert sums(store) == before == {"requests": 7, "errors": 1}
    rows = ResponseTime.objects.filter(store=store)
    young = timezone.now() - timedelta(hours=5)
    assert not rows.filter(span=Span.MINUTES, starts_at__lt=young).exists()
    assert rows.filter(span=Span.DAY).aggregate(n=Sum("request_count"))["n"] == 2
    for row in rows:
        assert sum(row.histogram) == row.request_count
        assert row.starts_at.minute == 0 or row.span == Span.MINUTES


def test_what_is_written_late_is_added_to_the_hour_it_belongs_to(store):
    record(store, timedelta(hours=6))
    keep_less()
    record(store, timedelta(hours=6))
    keep_less()
    assert ResponseTime.objects.get(store=store).request_count == 2


def test_what_is_older_than_is_kept_goes(store, settings):
    settings.MONITORING = {**settings.MONITORING, "keep_days": 100}
    record(store, timedelta(days=110))
    record(store, timedelta(days=90))
    old = timezone.now() - timedelta(days=110)
    Incident.objects.create(store=store, rule="slow", opened_at=old, closed_at=old)
    open_one = Incident.objects.create(store=store, rule="slow", opened_at=old)
    ProbeCount.objects.create(store=store, span=Span.DAY, starts_at=old, probe_count=1)

    keep_less()

    assert ResponseTime.objects.filter(store=store).count() == 1
    assert list(Incident.objects.all()) == [open_one]
    assert not ProbeCount.objects.exists()


def test_probes_of_a_day_are_merged(store):
    day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=10)
    for hour in range(4):
        ProbeCount.objects.create(
            store=store, span=Span.HOUR, starts_at=day + timedelta(hours=hour), probe_count=12,
            failure_count=hour == 2, left_out_count=3,
        )  # fmt: skip
    keep_less()
    row = ProbeCount.objects.get(store=store)
    assert (row.span, row.starts_at) == (Span.DAY, day)
    assert (row.probe_count, row.failure_count, row.left_out_count) == (48, 1, 12)
    last_30_days = uptimes(store.pk)[2]
    assert last_30_days.share == pytest.approx(47 / 48)
    assert last_30_days.left_out_share == pytest.approx(0.2)


def test_a_stores_figures_are_of_the_last_24_hours(store, other_store, django_assert_num_queries):
    for ago, milliseconds in ((1, 12), (5, 12), (20, 4000), (30, 9000)):
        record(store, timedelta(hours=ago), milliseconds, is_error=ago == 5)
    keep_less()
    assert refresh_figures() == 2  # The store, and the platform.

    with django_assert_num_queries(1):
        rows = {row.slug: row for row in with_figures(Store.objects.all()).order_by("-p95_ms")}

    assert rows[store.slug].error_rate == pytest.approx(1 / 3)
    assert 3000 < rows[store.slug].p95_ms <= 4000
    assert rows[other_store.slug].p95_ms is None
    assert rows[other_store.slug].error_rate is None


def test_a_store_that_nobody_visits_any_more_has_no_figures_left(store):
    record(store, timedelta(hours=1))
    refresh_figures()
    ResponseTime.objects.all().delete()
    refresh_figures()
    health = StoreHealth.objects.get(store=store)
    assert (health.request_count, health.p95_ms, health.error_rate) == (0, None, None)


def test_a_journeys_hours_have_gaps_where_nobody_asked(store):
    record(store, timedelta(hours=3), 200)
    (home,) = journey_times(store.pk)
    assert len(home.by_hour) == 24
    assert [value for value in home.by_hour if value is not None] == [pytest.approx(200, rel=0.3)]


def test_an_erased_store_leaves_no_figures_and_no_incidents(store, other_store):
    for one in (store, other_store):
        record(one, timedelta(hours=1))
        Incident.objects.create(store=one, rule="slow", opened_at=timezone.now()).entries.create(
            kind="note", text="x", created_at=timezone.now()
        )
    refresh_figures()
    kept = other_store.pk

    erase_store(store=store)

    for model in (ResponseTime, StoreHealth, Incident):
        ids = set(model.objects.exclude(store_id=0).values_list("store_id", flat=True))
        assert ids == {kept}, model
    assert Incident.objects.get().entries.count() == 1
