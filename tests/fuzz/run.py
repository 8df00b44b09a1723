"""Counts what a target was sent, shrinks what broke it, and looks at what the store became."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from stores.models import Store
from tests.fuzz.door import Fault, Shot
from tests.fuzz.world import World
from tests.isolation.digest import digest

Inputs = Callable[[World], st.SearchStrategy[Any]]

# Rows that requests write wherever they go: who is signed in, what was tried, how often; sizes of
# pictures that are made for the first who asks for them.
# Who comes is remembered, limited, counted and written down, wherever they knock.
ALWAYS = frozenset(
    {
        "django_session",
        "stores_session",
        "stores_ratelimit",
        "stores_auditentry",
        "commerce_visit",
    }
)
PICTURES = frozenset({"stores_rendition", "files"})
SLOW = 30.0


@dataclass(frozen=True)
class Target:
    """``inputs`` makes what ``fire`` sends (a request, unless it says otherwise). In tables of
    ``may_write`` there may be a row more an input; nothing else of the stores may change."""

    name: str
    about: str
    inputs: Inputs
    fire: Callable[[World, Any], None]
    may_write: frozenset[str]
    allowed: frozenset[int]
    """Answers from 500 up that are meant."""


TARGETS: dict[str, Target] = {}


def send(world: World, shot: Shot) -> None:
    world.send(shot)


def target(
    *,
    fire: Callable[[World, Any], None] = send,
    may_write: set[str] | None = None,
    allowed: set[int] | None = None,
) -> Callable[[Inputs], Inputs]:
    """Makes a function that gives inputs a target; its docstring says what it is about."""

    def register(inputs: Inputs) -> Inputs:
        name = inputs.__name__
        about = " ".join((inputs.__doc__ or "").split())
        TARGETS[name] = Target(
            name, about, inputs, fire, frozenset(may_write or ()), frozenset(allowed or ())
        )
        return inputs

    return register


@dataclass
class Report:
    target: str
    inputs: int
    seed: int
    seconds: float
    slowest: float
    statuses: dict[int, int]
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        answers = ", ".join(f"{status}: {n}" for status, n in sorted(self.statuses.items()))
        line = (
            f"{self.target}: {self.inputs} inputs, {len(self.faults)} faults, {self.seconds:.0f} s,"
            f" slowest {self.slowest:.2f} s, seed {self.seed}"
        )
        return f"{line}\n  answers {answers}" if answers else line


def run_target(
    one: Target,
    world: World,
    *,
    inputs: int,
    seed_value: int,
    progress: Callable[[int], None] = lambda sent: None,
) -> Report:
    """Send ``inputs`` of them; the first fault ends it, with the smallest input that shows it.
    ``progress`` is told how many were sent, each thousand."""
    door, sent, faults = world.door, [0], []
    door.allowed = one.allowed
    strategy = one.inputs(world)  # Some look at the site for it, and write that they did.
    door.slowest, door.statuses = 0.0, {}
    before = {store: digest(store) for store in (world.store, world.other)}

    @seed(seed_value)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(given_input=strategy)
    def fire(given_input: Any) -> None:
        sent[0] += 1
        if sent[0] % 1000 == 0:
            progress(sent[0])
        one.fire(world, given_input)

    begin = time.monotonic()
    try:
        fire()
    except Fault as fault:
        faults.append(str(fault))
    except Exception as error:  # noqa: BLE001 - A target that calls no view, or one that is broken itself.
        notes = "\n".join(getattr(error, "__notes__", []))
        faults.append(f"{type(error).__name__}: {error}\n{notes}")
    if door.slowest > SLOW:
        faults.append(f"An answer took {door.slowest:.1f} s")
    for store, was in before.items():
        faults += changes(one, store, was, sent[0])
    seconds = time.monotonic() - begin
    return Report(one.name, sent[0], seed_value, seconds, door.slowest, door.statuses, faults)


def changes(one: Target, store: Store, before: dict[str, str], inputs: int) -> list[str]:
    """What became of the store that should not: rows changed, or too many new ones."""
    found = []
    for table, after in digest(store).items():
        if after == before.get(table) or table in ALWAYS:
            continue
        more = rows(after) - rows(before.get(table, "0"))
        if table not in one.may_write | PICTURES:
            found.append(f"{table} of {store.slug} changed: {more:+d} rows")
        elif more > inputs:
            found.append(f"{table} of {store.slug} grew by {more} rows in {inputs} inputs")
    return found


def rows(figure: str) -> int:
    return int(figure.split()[0])
