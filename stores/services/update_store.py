from __future__ import annotations

from collections.abc import Callable, Collection

from django.db import transaction

from stores.admin.language_changes import run_steps
from stores.models import Store
from stores.models.store import touch_generation
from stores.scope import store_scope
from stores.services.languages import add_language, change_own_language


def update_store(
    store: Store, *, edited: Collection[str], save: Callable[[], object] | None = None
) -> Store:
    """Save an edited store whose form was valid, by ``save`` if it does more than that.

    ``edited`` names the fields that the form changed; the others are taken from the row, which
    is locked, so that what somebody else wrote since the form was shown stays. A further language
    gets its pages, as drafts. In other languages the shoppers read another index: the steps for
    that run in the store's scope, in the same transaction, and the store's generation counts up.
    Raises ValidationError by field where pages are in the way. Safe to repeat."""
    with transaction.atomic():
        current = Store.all_objects.select_for_update(no_key=True).get(pk=store.pk)
        for field in Store._meta.concrete_fields:
            if field.name not in edited and not field.primary_key:
                setattr(store, field.attname, getattr(current, field.attname))
        (save or store.save)()
        with store_scope(store):
            if store.language != current.language:
                change_own_language(store=store, old=current.language)
            for language in store.all_languages[1:]:
                if language not in current.languages:
                    add_language(store=store, language=language)
            if store.all_languages != current.all_languages:
                run_steps(store)
            touch_generation(store.pk)
    return store
