"""A small sample of each target, with the same inputs each time: that the fuzzers find their way
and would notice. ``bin/test --fuzz`` sends many, and others each time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from hypothesis import strategies as st

from stores.models import Store
from stores.scope import no_scope, platform_scope
from tests.factories import make_category
from tests.fuzz import __main__ as command
from tests.fuzz import junk
from tests.fuzz.door import Fault, Shot
from tests.fuzz.run import Target, run_target, send
from tests.fuzz.targets import TARGETS
from tests.fuzz.world import World, make_operator, make_world

INPUTS = 15


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker
) -> Iterator[World]:
    media = tmp_path_factory.mktemp("media")
    mail = "django.core.mail.backends.locmem.EmailBackend"
    with (
        django_db_blocker.unblock(),
        platform_scope(),
        override_settings(MEDIA_ROOT=media, EMAIL_BACKEND=mail),
        transaction.atomic(),
    ):
        yield replace(make_world(make_operator(), settings.CONTROL_HOST), thorough=False)
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> Iterator[World]:
    logging.disable(logging.CRITICAL)
    yield built
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_sample_of_each_target_finds_no_fault(name: str, world: World) -> None:
    report = run_target(TARGETS[name], world, inputs=INPUTS, seed_value=1)

    assert report.faults == []
    assert report.inputs >= INPUTS


def breaks(monkeypatch: pytest.MonkeyPatch, view) -> None:
    """The view of the search is another from here on."""
    from catalog import urls

    (entry,) = [each for each in urls.urlpatterns if each.name == "search"]
    monkeypatch.setattr(entry, "callback", view)


def search_report(world: World, inputs: int = 300):
    return run_target(TARGETS["search"], world, inputs=inputs, seed_value=1)


def test_an_error_of_the_server_is_noticed_with_the_smallest_input(world, monkeypatch) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "")
        if '"' in words:
            raise KeyError("a quotation mark")
        return HttpResponse(words)

    breaks(monkeypatch, view)

    (fault,) = search_report(world).faults

    assert "was answered 500" in fault
    assert "query='q=%22'" in fault
    assert "KeyError: 'a quotation mark'" in fault


def test_the_same_seed_sends_the_same(world, monkeypatch) -> None:
    seen: list[list[str]] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen[-1].append(request.META["QUERY_STRING"])
        return HttpResponse()

    breaks(monkeypatch, view)
    for _n in range(2):
        seen.append([])
        search_report(world, 20)

    assert seen[0] == seen[1]
    assert len(set(seen[0])) > 10


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: HttpResponse("zqbetasecret"), "what is another store's"),
        (lambda: HttpResponse(status=302, headers={"Location": "//evil.example"}), "was sent to"),
        (lambda: HttpResponse(status=302, headers={"Location": "/\\evil.example"}), "was sent to"),
        (lambda: HttpResponse(status=302, headers={"Location": "http://[x"}), "was sent to"),
    ],
)
def test_a_leak_and_a_way_to_strangers_are_noticed(answer, said, world, monkeypatch) -> None:
    breaks(monkeypatch, lambda request: answer())

    (fault,) = search_report(world, 1).faults

    assert said in fault


def test_what_a_request_should_not_have_written_is_noticed(world, monkeypatch) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        Store.objects.filter(pk=request.store.pk).update(tagline="Mine")
        return HttpResponse()

    breaks(monkeypatch, view)

    assert "stores_store of alpha changed: +0 rows" in search_report(world, 1).faults


def test_a_row_more_an_input_is_noticed_also_where_rows_may_be_written(world, monkeypatch) -> None:
    def fire(world: World, number: int) -> None:
        for n in range(3):
            make_category(world.store, f"{number} {n}", slug=f"n-{number}-{n}")

    few = st.integers(0, 3)
    one = Target("rows", "", lambda world: few, fire, frozenset({"catalog_category"}), frozenset())
    report = run_target(one, world, inputs=3, seed_value=1)

    assert "catalog_category of alpha grew by 9 rows in 3 inputs" in report.faults


def test_a_target_that_breaks_by_itself_is_a_fault(world) -> None:
    def fire(world: World, number: int) -> None:
        raise LookupError("nothing is there")

    one = Target("broken", "", lambda world: st.just(1), fire, frozenset(), frozenset())

    assert (
        "LookupError: nothing is there" in run_target(one, world, inputs=2, seed_value=1).faults[0]
    )


def test_junk_has_what_breaks_parsers() -> None:
    """Halves of surrogate pairs, NUL, right-to-left, very long, numbers that are none."""
    for needed in ("\ud800", "\0", "\u202eabc", "A" * 6000, "NaN", "9" * 5000, "", "%2500"):
        assert needed in junk.EVIL


def test_the_command_names_its_targets(capsys) -> None:
    assert command.main(["--list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(TARGETS)
    assert {"host", "cart", "webhook", "search", "listing", "bodies", "sign_in"} <= set(listed)


def test_a_wrong_scope_on_the_connection_is_noticed(world) -> None:
    """As after a statement that went past the wrapper."""
    with no_scope():
        world.send(Shot("/healthz"))
        with connection.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('galleria.sees_to', '9', false)")
        with pytest.raises(Fault, match="on the connection"):
            send(world, Shot("/healthz"))
