from __future__ import annotations

from typing import Any

from stores.models import Store


def text_in(row: Any, field: str, language: str, store: Store) -> str:
    """A text of a product, category or collection in a language of the store, from translations
    that were loaded along; in the store's own where there is none."""
    if language != store.language:
        for translation in row.translations.all():
            if translation.language == language and getattr(translation, field):
                return str(getattr(translation, field))
    return str(getattr(row, field))
