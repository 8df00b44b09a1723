"""What a new owner has yet to do. Each app says what belongs to it in its ``AppConfig.ready``::

    register(Item("product", _("Add your first product"), …, done=has_product))

An item ticks itself off by looking at the store's rows: nobody has to remember anything, and what
is undone is open again. All items of a store are one query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.functional import Promise

from stores.models import Store

GO_LIVE = "go_live"


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    title: str | Promise
    help: str | Promise
    url_name: str
    """Where it is done, in the store's admin."""
    permission: str
    """Who does it: for others it is not on the list."""
    done: Callable[[Store], Any]
    """A condition on the store's row, such as a Q or an Exists."""
    order: int = 100

    def is_done(self, store: Store) -> bool:
        return states(store, [self])[self.key]


@dataclass(frozen=True, slots=True)
class Line:
    """One item of one store, as it is shown."""

    item: Item
    is_done: bool


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    _items[item.key] = item


def items() -> list[Item]:
    return sorted(_items.values(), key=lambda item: item.order)


def checklist(store: Store, user: Any) -> list[Line]:
    """What ``user`` can see to in ``store``; one query, which asks nothing of other stores."""
    mine = [item for item in items() if user.has_perm(item.permission)]
    done = states(store, mine)
    return [Line(item, done[item.key]) for item in mine]


def states(store: Store, asked: list[Item]) -> dict[str, bool]:
    conditions = {
        item.key: ExpressionWrapper(as_condition(item.done(store)), output_field=BooleanField())
        for item in asked
    }
    if not conditions:
        return {}
    row = Store.all_objects.filter(pk=store.pk).values(**conditions).get()
    return {key: bool(value) for key, value in row.items()}


def as_condition(condition: Any) -> Any:
    return condition if isinstance(condition, Q) else Q(condition)
