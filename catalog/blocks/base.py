"""Choosers whose objects come with what a block shows of them, and what blocks have in common."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from wagtail.snippets.blocks import SnippetChooserBlock

from stores.models.store import Store
from stores.scope import current_store_id


class LoadedChooserBlock(SnippetChooserBlock):
    """A chooser whose objects come with what their block shows, in the same query."""

    def load(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        raise NotImplementedError

    def bulk_to_python(self, values: Sequence[int | None]) -> list[Any]:
        ids = [value for value in values if value is not None]
        found = self.load(self.model_class.objects.all()).in_bulk(ids) if ids else {}
        return [copy.copy(found.get(value)) for value in values]

    def to_python(self, value: int | None) -> Any:
        return self.bulk_to_python([value])[0]

    def deconstruct(self) -> Any:
        """For migrations it is the chooser: how objects are loaded is not part of the data."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", args, kwargs


class ProductChooserBlock(LoadedChooserBlock):
    def load(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        from catalog.selectors.cards import with_card

        return with_card(objects)


class OfferChooserBlock(LoadedChooserBlock):
    """A product with what buying it takes: its variants, and what there is of each."""

    def load(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        from catalog.selectors.cards import with_card
        from catalog.selectors.offers import with_offers

        return with_offers(with_card(objects))


class CategoryChooserBlock(LoadedChooserBlock):
    def load(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        from catalog.selectors.categories import with_tile

        return with_tile(objects)


class CollectionChooserBlock(LoadedChooserBlock):
    def load(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        return objects.select_related("image")


def store_of(parent_context: Any) -> Store:
    """The store whose page is shown: of its request or, without one, of the scope."""
    store = getattr((parent_context or {}).get("request"), "store", None)
    return store or Store.objects.get(pk=current_store_id())
