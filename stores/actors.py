"""Who acts, and from where: for the audit log, whichever code writes it.

Like the scope it is a context variable, entered in one place for each kind of entry (middleware
of the admin, the command line), and the database backend sends it to the session as
``galleria.actor``, where the triggers of the audit log read it."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property

PERSON, SUPPORT, OPERATOR = "person", "support", "operator"
SHOPPER, SYSTEM, COMMAND = "shopper", "system", "command"


@dataclass(frozen=True)
class Actor:
    """``kind`` is one of the above; ``name`` an e-mail address or the name of a program."""

    kind: str = SYSTEM
    user_id: int | None = None
    name: str = ""
    address: str = ""

    @cached_property
    def setting(self) -> str:
        """As the database session carries it."""
        if self == NOBODY:
            return ""
        return json.dumps(
            {
                "kind": self.kind,
                "id": self.user_id,
                "name": self.name[:254],
                "address": self.address[:45],
            }
        )


NOBODY = Actor()
"""The program itself: background work and whatever nobody asked for."""

_current: ContextVar[Actor] = ContextVar("galleria_actor", default=NOBODY)


def current_actor() -> Actor:
    return _current.get()


@contextmanager
def acting(actor: Actor) -> Generator[Actor]:
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)
