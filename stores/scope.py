"""The scope: which store the running code works for.

Everything that isolates one store from another follows from the scope: row-level security,
the owner of new rows, cache keys, media folders, log lines, background tasks. It is entered
in one place per kind of entry (request middleware, task runner, management command).

The platform itself is the store row with id 0 (``PLATFORM_ID``); real stores count from 1.

=================  ==============  ==================  =====================
scope              owns new rows   sees rows           used by
=================  ==============  ==================  =====================
none               nobody          none                the default
a store (n)        n               n..n                requests, tasks
the control host   0               0..0                requests of operators
the platform       0               0..MAX              Center Control, shell
platform for n     n               0..MAX              provisioning
=================  ==============  ==================  =====================
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from stores.models import Store

PLATFORM_ID = 0
MAX_ID = 2**63 - 1

T = TypeVar("T")


class ScopeError(RuntimeError):
    """Code that needs a store (or the platform) ran in a scope that has none."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are seen (``sees_from..sees_to``) and who owns new ones (``owner``)."""

    owner: int | None
    sees_from: int
    sees_to: int
    label: str = field(default="", compare=False)

    @property
    def is_none(self) -> bool:
        return self.sees_from > self.sees_to

    @property
    def is_platform(self) -> bool:
        """Sees every store's rows (whoever owns the new ones)."""
        return self.sees_from < self.sees_to

    @property
    def key(self) -> str:
        """Short text that differs between scopes, for cache keys."""
        if self.is_none:
            return "none"
        return f"all{self.owner}" if self.is_platform else str(self.owner)

    def __str__(self) -> str:
        return self.label or self.key


NONE = Scope(owner=None, sees_from=1, sees_to=0, label="-")
PLATFORM = Scope(owner=PLATFORM_ID, sees_from=PLATFORM_ID, sees_to=MAX_ID, label="platform")

_current: ContextVar[Scope] = ContextVar("galleria_scope", default=NONE)


def current_scope() -> Scope:
    return _current.get()


def owner_id() -> int | None:
    """The id of the store that owns new rows now; None with no scope. Also a field default."""
    return _current.get().owner


def current_store_id() -> int:
    """The id of the store in scope. Raises ScopeError with none, or for the platform itself."""
    owner = _current.get().owner
    if not owner:
        raise ScopeError(
            f"This needs a store, but the scope is {_current.get()!s}. "
            "Enter one with store_scope(store)."
        )
    return owner


@contextmanager
def enter(scope: Scope) -> Generator[Scope]:
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


def scope_of(store_id: int, label: str = "") -> Scope:
    return Scope(owner=store_id, sees_from=store_id, sees_to=store_id, label=label)


def store_scope(store: Store | int) -> AbstractContextManager[Scope]:
    """Work for one store: a Store instance or its id."""
    if isinstance(store, int):
        return enter(scope_of(store))
    return enter(scope_of(store.pk, store.slug))


def platform_scope(*, on_behalf_of: Store | int | None = None) -> AbstractContextManager[Scope]:
    """See every store; new rows belong to the platform, or to ``on_behalf_of`` (store or id)."""
    if on_behalf_of is None:
        return enter(PLATFORM)
    if isinstance(on_behalf_of, int):
        return enter(Scope(on_behalf_of, PLATFORM_ID, MAX_ID, f"platform for {on_behalf_of}"))
    label = f"platform for {on_behalf_of.slug}"
    return enter(Scope(on_behalf_of.pk, PLATFORM_ID, MAX_ID, label))


def no_scope() -> AbstractContextManager[Scope]:
    return enter(NONE)


def keep_scope(chunks: Iterable[T], scope: Scope) -> Iterator[T]:
    """Iterate ``chunks`` inside ``scope``: a streamed response outlives its middleware."""
    return keep_within(chunks, lambda: enter(scope))


def keep_within(
    chunks: Iterable[T], within: Callable[[], AbstractContextManager[object]]
) -> Iterator[T]:
    """Iterate ``chunks``, each inside a context that ``within`` makes, and close them in one."""
    iterator = iter(chunks)
    try:
        while True:
            with within():
                try:
                    chunk = next(iterator)
                except StopIteration:
                    return
            yield chunk
    finally:
        if close := getattr(chunks, "close", None):
            with within():
                close()
