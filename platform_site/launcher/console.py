"""What the commands print: a line a step, and a counter for what takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_EVERY = 20


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


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
    """Counts what is done: on a terminal in one line that is written over, else every 20.

    It keeps to the standard output that it was made with.
    """

    def __init__(self, noun: str, total: int | None = None) -> None:
        self.noun = noun
        self.total = total
        self.done = 0
        self._output = sys.stdout

    def tick(self) -> None:
        self.done += 1
        if self._output.isatty():
            self._write(f"\r  {self}")
        elif self.done % _EVERY == 0:
            self._write(f"  {self}\n")

    def close(self) -> None:
        """End the line, and count from 0 again; prints nothing if nothing was counted."""
        if self.done and self._output.isatty():
            self._write("\n")
        elif self.done % _EVERY:
            self._write(f"  {self}\n")
        self.done = 0

    def __str__(self) -> str:
        whole = f" of {self.total}" if self.total is not None else ""
        return f"{self.done}{whole} {self.noun}"

    def _write(self, text: str) -> None:
        self._output.write(text)
        self._output.flush()
