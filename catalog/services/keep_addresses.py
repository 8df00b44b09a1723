"""What has moved to another slug is found at its old address, too, in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from stores import redirects
from stores.languages import shop_in
from stores.models import Store

if TYPE_CHECKING:
    from catalog.models import Category, Collection, Product

ROUTES = {
    "product": "catalog:product",
    "category": "catalog:category",
    "collection": "catalog:collection",
}
Addresses = dict[str, str]
"""Language → path."""


def addresses_of(thing: Product | Category | Collection) -> Addresses:
    """Where shoppers have found it, by what is in the database: nowhere, if it never was online.
    Two queries; one for what never was."""
    if thing.pk is None:
        return {}
    model: Any = type(thing)
    shown = model.objects.filter(Q(live=True) | Q(first_published_at__isnull=False), pk=thing.pk)
    row = shown.select_related("store").first()
    if row is None:
        return {}
    translated = dict(row.translations.exclude(slug="").values_list("language", "slug"))
    return {
        language: path_in(row.store, language, model._meta.model_name or "", slug)
        for language in row.store.all_languages
        for slug in [row.slug if language == row.store.language else translated.get(language, "")]
        for slug in [slug or row.slug]
    }


def path_in(store: Store, language: str, kind: str, slug: str) -> str:
    with shop_in(store, language):
        return reverse(ROUTES[kind], args=[slug])


def keep_addresses(thing: Product | Category | Collection, before: Addresses) -> None:
    """Call with what ``addresses_of`` said before ``thing`` was saved, in the same transaction."""
    after = addresses_of(thing)
    moves = [(path, after[language]) for language, path in before.items() if language in after]
    if any(old != new for old, new in moves) or (after and not before):
        redirects.follow(store=thing.store, moves=moves, taken=after.values())


def forget_addresses(thing: Product | Category | Collection) -> None:
    """Call before ``thing`` is deleted."""
    redirects.forget(store=thing.store, paths=addresses_of(thing).values())
