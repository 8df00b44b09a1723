"""What apps above add to what is done to a store: a lower package calls no higher one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stores.models import Store

Step = Callable[["Store"], None]


class Steps:
    """Each runs inside the transaction that asks for them, with the store owning new rows."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def register(self, *steps: Step) -> None:
        self._steps += [step for step in steps if step not in self._steps]

    def run(self, store: Store) -> None:
        for step in self._steps:
            step(store)


WHEN_PROVISIONED = Steps()
"""A new store is being made: ``provision_store``."""

WHEN_IMPORTED = Steps()
"""A store came in from an archive: ``import_store``."""

WHEN_COPIED = Steps()
"""A new store was filled from a template: ``copy_template``. After ``WHEN_IMPORTED``."""

WHEN_ERASED = Steps()
"""A store is about to be erased: ``erase_store``, before it locks the store's row. Its rows are all
still there, and what remains of it must name it no more."""
