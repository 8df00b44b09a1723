"""What is counted in memory for the database: one value a key, kept while it is away."""

from __future__ import annotations

import os

import pytest
from django.db import OperationalError

from stores import buffers
from stores.buffers import Buffer, Tally, flush_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffers, "_buffers", [])


def test_values_of_a_key_become_one():
    written: list[dict[str, int]] = []
    tally = Tally("t", written.append, merge=lambda old, new: old + new)
    for key in "aab":
        tally.add(key, 1)
    flush_all()
    flush_all()
    assert written == [{"a": 2, "b": 1}]


def test_what_could_not_be_written_is_merged_with_what_came_meanwhile():
    written: list[dict[str, int]] = []
    away = [True]

    def write(values: dict[str, int]) -> None:
        if away:
            tally.add("a", 10)  # A request while the database is asked.
            raise OperationalError("away")
        written.append(values)

    tally = Tally("t", write, merge=lambda old, new: old + new)
    tally.add("a", 1)
    flush_all()
    away.clear()
    flush_all()
    assert written == [{"a": 11}]


def test_items_wait_while_the_database_is_away_and_no_more_than_fit():
    written: list[list[int]] = []
    away = [True]

    def write(items: list[int]) -> None:
        if away:
            raise OperationalError("away")
        written.append(items)

    buffer = Buffer("b", write, size=3)
    for item in (1, 2):
        buffer.add(item)
    flush_all()
    for item in (3, 4):
        buffer.add(item)
    away.clear()
    flush_all()
    assert written == [[1, 2, 3]]


def test_a_fault_in_the_values_is_dropped_and_keeps_no_other_from_being_written():
    written: list[dict[str, int]] = []

    def broken(values: dict[str, int]) -> None:
        raise ValueError("no number")

    faulty = Tally("faulty", broken, merge=max)
    well = Tally("well", written.append, merge=max)
    faulty.add("a", 1)
    well.add("a", 1)
    flush_all()
    assert len(faulty) == 0
    assert written == [{"a": 1}]


def test_a_forked_process_leaves_its_parents_values_to_the_parent():
    tally = Tally("t", lambda values: None, merge=max)
    tally.add("a", 1)
    child = os.fork()
    if child == 0:
        os._exit(len(tally))
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert len(tally) == 1
