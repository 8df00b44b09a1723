from __future__ import annotations

from collections.abc import Iterable

from catalog.models import SearchSpelling
from catalog.words import fold, spelling_keys

SHORTEST = 4
"""Shorter words have too many neighbours to guess which was meant."""


def learn_spelling(store_id: int, language: str, words: Iterable[str]) -> None:
    """Words that a slip of the finger may lead back to. Those that no product has any more are
    forgotten when the store is indexed anew; until then nothing is found by them, and the search
    offers what finds something only."""
    folded = {fold(word) for word in words}
    wanted = {word for word in folded if len(word) >= SHORTEST and not word.isdigit()}
    if not wanted:
        return
    known = SearchSpelling.objects.filter(
        store_id=store_id, language=language, key__in=wanted, word__in=wanted
    ).values_list("word", flat=True)
    SearchSpelling.objects.bulk_create(
        [
            SearchSpelling(store_id=store_id, language=language, key=key, word=word)
            for word in sorted(wanted - set(known))
            for key in sorted(spelling_keys(word))
        ],
        ignore_conflicts=True,
    )
