"""When something is wrong, and when it is right again: one table. Thresholds are in the setting
``MONITORING``.

``bad`` says of which stores (by id, with a sentence for the operator), ``good`` which of the
stores given have recovered. What is neither stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from platform_site.monitoring.figures import Counted, measured
from platform_site.monitoring.heartbeat import last_beat
from platform_site.monitoring.histograms import added, percentile
from platform_site.monitoring.journeys import SHOPPERS, Journey
from platform_site.monitoring.models import Span, StoreHealth
from platform_site.monitoring.recording import WINDOW
from platform_site.monitoring.watched import watched_stores
from stores.scope import PLATFORM_ID

FAILURES_THAT_OPEN = 2
SUCCESSES_THAT_CLOSE = 2

Found = dict[int, str]


@dataclass
class Situation:
    """What the rules look at, read once for all of them. Needs the platform's scope."""

    now: datetime

    @cached_property
    def window(self) -> dict[int, Counted]:
        """Each store's requests of the last five to ten minutes: the running window and the one
        before. Of the platform's sums only what is its own: the control host's."""
        second = int(self.now.timestamp())
        start = datetime.fromtimestamp(second - second % WINDOW - WINDOW, self.now.tzinfo)
        found = measured(start, spans=(Span.MINUTES,))
        own = [entry for entry in found.pop(PLATFORM_ID, []) if entry[0] == Journey.CONTROL]
        return {**found, PLATFORM_ID: own} if own else found

    @cached_property
    def silent_for(self) -> timedelta:
        """Since the worker's last beat; nothing where none has ever run."""
        last = last_beat()
        return self.now - last if last else timedelta()


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    title: str | Promise
    bad: Callable[[Situation], Found]
    good: Callable[[Situation, Collection[int]], set[int]]


def failing_home_pages(situation: Situation) -> Found:
    failing = StoreHealth.objects.filter(
        Q(store__in=watched_stores()) | Q(store_id=PLATFORM_ID),
        failures_in_a_row__gte=FAILURES_THAT_OPEN,
    )
    return {
        store_id: _("The home page fails: %(reason)s.") % {"reason": reason}
        for store_id, reason in failing.values_list("store_id", "reason")
    }


def answering_home_pages(situation: Situation, stores: Collection[int]) -> set[int]:
    """Also those that nobody expects to answer any more: suspended, closed, in maintenance."""
    watched = set(watched_stores().filter(pk__in=stores).values_list("pk", flat=True))
    well = StoreHealth.objects.filter(
        store_id__in=stores, successes_in_a_row__gte=SUCCESSES_THAT_CLOSE
    )
    return set(well.values_list("store_id", flat=True)) | (set(stores) - watched - {PLATFORM_ID})


def failing_requests(situation: Situation) -> Found:
    found = {}
    for store_id, counted in situation.window.items():
        requests = sum(entry[1] for entry in counted)
        errors = sum(entry[2] for entry in counted)
        if is_enough(requests) and errors / requests > settings.MONITORING["error_rate"]:
            found[store_id] = _(
                "%(errors)s of %(requests)s requests failed (%(percent)s %%) in the last minutes."
            ) % {"errors": errors, "requests": requests, "percent": round(100 * errors / requests)}
    return found


def slow_pages(situation: Situation) -> Found:
    found = {}
    for store_id, counted in situation.window.items():
        timed = [entry for entry in counted if entry[0] in SHOPPERS]
        p95 = percentile(
            added(entry[4] for entry in timed), 0.95, max((e[3] for e in timed), default=0.0)
        )
        if p95 is None or not is_enough(sum(entry[1] for entry in timed)):
            continue
        if p95 > settings.MONITORING["p95_ms"]:
            found[store_id] = _("One page in twenty takes longer than %(seconds)s s.") % {
                "seconds": round(p95 / 1000, 1)
            }
    return found


def is_enough(requests: int) -> bool:
    return requests >= settings.MONITORING["least_requests"]


def silent_worker(situation: Situation) -> Found:
    if situation.silent_for.total_seconds() <= settings.MONITORING["worker_silent_seconds"]:
        return {}
    minutes = int(situation.silent_for.total_seconds() // 60)
    text = _("No background worker has said anything for %(minutes)s minutes.")
    return {PLATFORM_ID: text % {"minutes": minutes}}


def unless(bad: Callable[[Situation], Found]) -> Callable[[Situation, Collection[int]], set[int]]:
    """Good is what is not bad: windows of some minutes change slowly enough."""
    return lambda situation, stores: set(stores) - bad(situation).keys()


WORKER = Rule(
    "worker_silent", gettext_lazy("Worker is silent"), silent_worker, unless(silent_worker)
)
RULES = (
    Rule("home_page", gettext_lazy("Home page fails"), failing_home_pages, answering_home_pages),
    Rule("error_rate", gettext_lazy("Requests fail"), failing_requests, unless(failing_requests)),
    Rule("slow", gettext_lazy("Pages are slow"), slow_pages, unless(slow_pages)),
    WORKER,
)
BY_NAME = {rule.name: rule for rule in RULES}
