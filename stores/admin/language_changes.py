"""What apps above must do when a store's language changes: its shoppers read another index."""

from __future__ import annotations

from collections.abc import Callable

from stores.models import Store

Step = Callable[[Store], None]
_steps: list[Step] = []


def on_language_change(step: Step) -> Step:
    """``step`` runs in the transaction that changed the store, in its scope."""
    if step not in _steps:
        _steps.append(step)
    return step


def run_steps(store: Store) -> None:
    for step in _steps:
        step(store)
