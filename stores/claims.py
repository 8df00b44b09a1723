"""The one way to ask whether a store may have more of something."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from stores.limits import LimitReached
from stores.models import Store
from stores.usage import Usage, most_of, used

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))"


def claim(
    store: Store, name: str, amount: int = 1, *, count: Callable[[], int] | None = None
) -> None:
    """Make sure that ``store`` may have ``amount`` more (bytes for storage), before it is made in
    the caller's transaction. ``count`` counts in place of the registered counter.

    Locks the limit of this store until the transaction ends, so that of many at once no more get
    in than may; where nothing is limited it costs nothing and waits for nobody. Raises
    LimitReached, a ValidationError, and RuntimeError outside a transaction. It counts what is
    there and writes nothing: asked twice without making anything it answers the same."""
    most = most_of(store, name)
    if most is None or amount <= 0:
        return
    if not connection.in_atomic_block:
        raise RuntimeError(f"A claim on {name!r} holds as long as its transaction: open one.")
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"limit {name}", store.pk])
    there = count() if count else used(store, name)
    if there + amount > most:
        raise refusal(store, Usage(name, there, most))


def may_claim(store: Store, name: str, amount: int = 1) -> LimitReached | None:
    """What ``claim`` would raise as things are, for a screen to say so before anybody types.
    Locks nothing; free where nothing is limited."""
    most = most_of(store, name)
    if most is None or amount <= 0:
        return None
    there = used(store, name)
    return refusal(store, Usage(name, there, most)) if there + amount > most else None


def refusal(store: Store, usage: Usage) -> LimitReached:
    plan = store.plan.name if store.plan else "–"
    return LimitReached(usage.name, used=usage.used_text, most=usage.most_text, plan=plan)
