"""What is made anew when a store came in: steps that apps above add."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stores.models import Store

Step = Callable[["Store"], None]
_steps: list[Step] = []


def register_step(step: Step) -> None:
    """``step`` runs inside the import's transaction, with the store owning new rows."""
    if step not in _steps:
        _steps.append(step)


def steps() -> list[Step]:
    return list(_steps)
