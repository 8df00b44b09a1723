"""The line about delivery on a product's page. Nothing here knows how goods are sent: the package
above that does registers itself."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models.expressions import Combinable

from stores.models import Store


class DeliverySource(Protocol):
    def expression(self, store: Store) -> Combinable:
        """For ``annotate()`` on products: what ``line`` needs, so that it costs no query."""

    def line(self, store: Store, found: Any) -> str:
        """In words, only what is known; empty for nothing."""


_sources: list[DeliverySource] = []


def tells_delivery(source: DeliverySource) -> None:
    if source not in _sources:
        _sources.append(source)


def delivery_annotations(store: Store) -> dict[str, Combinable]:
    return {f"delivery_{n}": source.expression(store) for n, source in enumerate(_sources)}


def delivery_line(store: Store, product: Any) -> str:
    """Empty in a preview, where no query was made for it."""
    lines = [
        source.line(store, getattr(product, f"delivery_{n}"))
        for n, source in enumerate(_sources)
        if hasattr(product, f"delivery_{n}")
    ]
    return " ".join(line for line in lines if line)
