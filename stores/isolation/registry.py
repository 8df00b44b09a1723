"""Every table of the database, classified.

=========  =====================================================================
STORE      rows of one store; seen and changed in its scope only
TREE       like STORE, but rows of the platform (the tree's root) can be read by all
SHARED     rows of the platform; read in every scope but none, written by the platform
PEOPLE     users and what hangs on them: seen where the person is a member
PLATFORM   invisible to stores
PUBLIC     read by all, changed in its store's scope only: the read model, which holds nothing
           a visitor of the store could not see anyway
=========  =====================================================================

A table that is not classified is an error of the system check and a failing test, so that
a new package or a new Wagtail version cannot open a hole silently. Our own models are
classified by ``isolate()`` as they are declared; the tables of others are listed here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=type[models.Model])


class Kind(Enum):
    STORE = "store"
    TREE = "tree"
    SHARED = "shared"
    PEOPLE = "people"
    PLATFORM = "platform"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class TableRule:
    table: str
    kind: Kind
    column: str = "store_id"
    """The column that names the row's store; of PEOPLE, the one that names the user."""
    ours: bool = False
    """Our migrations make its column and policy; otherwise the step after migrate does."""
    platform_rows: bool = True
    """Whether the platform (store 0) may own rows here."""

    @property
    def has_store(self) -> bool:
        return self.kind in (Kind.STORE, Kind.TREE, Kind.PUBLIC)


_rules: dict[str, TableRule] = {}
_models: dict[type[models.Model], TableRule] = {}
_constraints: dict[tuple[str, str], str] = {}


def classify(kind: Kind, *tables: str, column: str = "store_id") -> None:
    """Classify tables of third parties."""
    for table in tables:
        _rules[table] = TableRule(table, kind, column)


def require(table: str, **definitions: str) -> None:
    """Constraints (name → definition, as PostgreSQL writes it back) that a third party's table
    has beyond its own: most are the composite keys that ``IsolateModel`` gives our models."""
    for name, definition in definitions.items():
        _constraints[table, name] = definition


def required_constraints() -> dict[tuple[str, str], str]:
    """(table, constraint) → definition, in the order in which they can be made."""
    return dict(_constraints)


def register_model(
    model: type[models.Model],
    kind: Kind = Kind.STORE,
    *,
    column: str = "store_id",
    platform_rows: bool = False,
) -> None:
    """Classify a model of ours; its migrations carry the matching ``IsolateModel``."""
    rule = TableRule(model._meta.db_table, kind, column, ours=True, platform_rows=platform_rows)
    _rules[rule.table] = rule
    _models[model] = rule


def isolate(
    kind: Kind = Kind.STORE, *, column: str = "store_id", platform_rows: bool = False
) -> Callable[[M], M]:
    """Class decorator form of ``register_model``."""

    def decorate(model: M) -> M:
        register_model(model, kind, column=column, platform_rows=platform_rows)
        return model

    return decorate


def rules() -> dict[str, TableRule]:
    return dict(_rules)


def model_rules() -> dict[type[models.Model], TableRule]:
    return dict(_models)


def rule_for(table: str) -> TableRule | None:
    return _rules.get(table)


def store_tables() -> list[TableRule]:
    """Every table whose rows belong to stores, by name: for export, erasure and tests."""
    return sorted((r for r in _rules.values() if r.has_store), key=lambda r: r.table)
