"""What the commands print: a line a step, and a counter for what takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_EVERY = 20


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, and say how long it took if that was more than a second."""
    say(f"• {title}")
    begin = time.monotonic()
    yield
    seconds = time.monotonic() - begin
    if seconds >= 1:
        say(f"  {seconds:.0f} s")


class Counter:
    """Counts what is done: in one line that is written over on a terminal, else every 20."""

    def __init__(self, noun: str, total: int | None = None) -> None:
        self.noun = noun
        self.total = total
        self.done = 0
        self._in_place = sys.stdout.isatty()

    def tick(self) -> None:
        self.done += 1
        if self._in_place:
            print(f"\r  {self}", end="", flush=True)
        elif self.done % _EVERY == 0:
            say(f"  {self}")

    def close(self) -> None:
        if self._in_place and self.done:
            print(flush=True)

    def __str__(self) -> str:
        return f"{self.done} of {self.total} {self.noun}" if self.total else f"{self.done} {self.noun}"
