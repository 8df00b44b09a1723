"""Words that a shopper typed as conditions on the read model.

All words must be found, the last also as the beginning of one, because people type and wait.
``-without`` and ``or`` mean what they mean elsewhere on the web. Any text is safe: it reaches
PostgreSQL as values only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from catalog.selectors.bitmaps import (
    Both,
    Condition,
    Either,
    Question,
    Sorting,
    Token,
    Without,
    ask,
)
from catalog.selectors.facet_book import load_book
from catalog.selectors.listing import SORTS, clean_search
from catalog.words import STEMMERS, distance, fold, spelling_keys, stems_of_word, words_of
from stores.languages import storefront_language
from stores.models import Store

MAX_WORDS = 8
MOST_BEGINNINGS = 64
SHORTEST_BEGINNING = 2
END = "\U0010ffff"

LOOK_UP = f"""
SELECT
    (SELECT jsonb_object_agg(word, ts_lexize(%(stemmer)s, word))
    FROM unnest(%(words)s::text[]) AS word),
    (SELECT jsonb_agg(token) FROM (
        SELECT DISTINCT token FROM catalog_indexbits
        WHERE store_id = %(store)s AND language = %(language)s
            AND token >= %(begin)s AND token < %(end)s AND %(begin)s <> ''
        ORDER BY token LIMIT {MOST_BEGINNINGS}) AS beginnings),
    (SELECT jsonb_agg(jsonb_build_array(word, ts_lexize(%(stemmer)s, word))) FROM (
        SELECT DISTINCT word FROM catalog_searchspelling
        WHERE store_id = %(store)s AND language = %(language)s AND key = ANY(%(keys)s)
        LIMIT 400) AS neighbours)
"""


@dataclass(frozen=True, slots=True)
class Term:
    words: tuple[str, ...]
    is_unwanted: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """``condition`` is None where there is no word to look for."""

    typed: str
    condition: Condition | None = None
    sorting: Sorting = field(default_factory=lambda: Sorting(SORTS["popular"].by))
    words: tuple[str, ...] = ()
    """To be marked in what was found."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    stems: dict[str, frozenset[str]]
    beginnings: tuple[str, ...]
    neighbours: dict[str, frozenset[str]]
    """Words of the store that are spelled much as those typed, and their stems."""
    synonyms: list[list[str]]

    def any_of(self, field_name: str, word: str) -> Condition | None:
        """None for a word that says nothing."""
        stems = self.stems.get(word) or self.neighbours.get(word) or frozenset()
        tokens = tuple(Token(f"{field_name}:{stem}") for stem in sorted(stems))
        return Either(tokens) if tokens else None

    def are_alike(self, word: str, phrase: str) -> bool:
        """The same word, or another form of it: pillars and pillar."""
        if fold(word) == fold(phrase):
            return True
        words = words_of(phrase)
        return len(words) == 1 and bool(
            self.stems.get(word, frozenset()) & self.stems.get(words[0], frozenset())
        )

    def also(self, word: str) -> list[list[str]]:
        """The words of each phrase that means the same to this store."""
        phrases = [
            words_of(other)
            for group in self.synonyms
            if any(self.are_alike(word, phrase) for phrase in group)
            for other in group
            if fold(other) != fold(word)
        ]
        return [phrase[:MAX_WORDS] for phrase in phrases if phrase]


def parse(text: str) -> list[list[Term]]:
    """Alternatives (parted by “or”), each of them terms that must all be found."""
    alternatives: list[list[Term]] = [[]]
    left = MAX_WORDS
    for number, part in enumerate(parts := clean_search(text).split()):
        if part.casefold() == "or" and 0 < number < len(parts) - 1:
            alternatives.append([])
            continue
        words = tuple(words_of(part))[:left]
        left -= len(words)
        if words:
            alternatives[-1].append(Term(words, is_unwanted=part.startswith("-")))
    return [terms for terms in alternatives if terms]


def look_up(
    store_id: int, language: str, words: Sequence[str], begun: str, synonyms: Iterable[str]
) -> Dictionary:
    """One query: stems, words that begin as the last one does, words spelled much alike."""
    groups = [[phrase.strip() for phrase in line.split(",")] for line in synonyms]
    known = {word for group in groups for phrase in group for word in words_of(phrase)}
    asked = {*words, *known} if known else set(words)
    folded = [fold(word) for word in words]
    keys = {key for word in folded if len(word) >= 4 for key in keys_of(word)}
    begin = f"w:{fold(begun)}" if len(begun) >= SHORTEST_BEGINNING else ""
    with connection.cursor() as cursor:
        cursor.execute(
            LOOK_UP,
            {
                "store": store_id, "language": language,
                "stemmer": STEMMERS.get(language.split("-")[0], "simple"),
                "words": sorted(asked | {fold(word) for word in asked}),
                "begin": begin, "end": begin + END, "keys": sorted(keys),
            },
        )  # fmt: skip
        found = (json.loads(text or "null") for text in cursor.fetchone())
    stems, beginnings, neighbours = found
    return Dictionary(
        {word: stems_of_word(word, stems or {}) for word in asked},
        tuple(token.removeprefix("w:") for token in beginnings or []),
        {word: stems_of_word(word, {word: stem}) for word, stem in neighbours or []},
        groups,
    )


def keys_of(word: str) -> set[str]:
    """Of long words also with two letters less."""
    keys = spelling_keys(word)
    if len(word) >= 8:
        keys |= {key for one in set(keys) for key in spelling_keys(one)}
    return keys


def read_search(
    store_id: int, language: str, text: str, synonyms: Iterable[str]
) -> tuple[Search, Search | None]:
    """What was meant, and what may have been meant if that finds nothing. One query."""
    typed = clean_search(text)
    alternatives = parse(typed)
    words = [word for terms in alternatives for term in terms for word in term.words]
    if not words:
        return Search(typed), None
    is_plain = len(alternatives) == 1 and not any(term.is_unwanted for term in alternatives[0])
    begun = words[-1] if is_plain else ""
    book = look_up(store_id, language, words, begun, synonyms)
    search = build(typed, alternatives, book, begun)
    corrected = correct(alternatives, book) if is_plain else None
    if corrected is None:
        return search, None
    better = " ".join(word for term in corrected for word in term.words)
    return search, build(better, [corrected], book, "")


def build(typed: str, alternatives: list[list[Term]], book: Dictionary, begun: str) -> Search:
    found = [condition_of("w", terms, book, begun) for terms in alternatives]
    conditions = tuple(part for part in found if part is not None)
    shown = tuple(w for terms in alternatives for t in terms if not t.is_unwanted for w in t.words)
    if not conditions:
        return Search(typed)
    code = Token(f"s:{fold(typed)[:64]}")
    named = [condition_of("n", terms, book, begun) for terms in alternatives]
    exact = [condition_of("n", terms, book, "") for terms in alternatives]
    first: tuple[Condition, ...] = (
        code,
        Either(tuple(part for part in exact if part is not None)),
        Either(tuple(part for part in named if part is not None)),
    )
    also = tuple(w for word in shown for phrase in book.also(word) for w in phrase)
    return Search(
        typed, Either((code, *conditions)), Sorting(SORTS["popular"].by, first), (*shown, *also)
    )


def condition_of(kind: str, terms: list[Term], book: Dictionary, begun: str) -> Condition | None:
    """``kind`` is n for words of the name, w for those of all texts. None: only words that say
    nothing."""
    parts: list[Condition] = []
    is_something = False
    for term in terms:
        for word in term.words:
            condition = word_condition(kind, word, book, begun if term is terms[-1] else "")
            if condition is None:
                continue
            is_something = is_something or not term.is_unwanted
            parts.append(Without(condition) if term.is_unwanted else condition)
    return Both(tuple(parts)) if is_something else None


def word_condition(kind: str, word: str, book: Dictionary, begun: str) -> Condition | None:
    choices: list[Condition] = []
    stem = book.any_of(kind, word)
    if stem is not None:
        choices.append(stem)
    if word == begun:
        choices += [Token(f"{kind}:{beginning}") for beginning in book.beginnings]
    for phrase in book.also(word):
        parts = [book.any_of(kind, other) for other in phrase]
        known = tuple(part for part in parts if part is not None)
        if known:
            choices.append(Both(known))
    return Either(tuple(choices)) if choices else None


def correct(alternatives: list[list[Term]], book: Dictionary) -> list[Term] | None:
    """The words with each that the store does not know replaced by its nearest; None if there is
    nothing to replace, or no word near."""
    changed = False
    terms = []
    for term in alternatives[0]:
        words = []
        for word in term.words:
            nearest = nearest_word(fold(word), book.neighbours)
            changed = changed or (nearest is not None and nearest != fold(word))
            words.append(nearest or word)
        terms.append(Term(tuple(words)))
    return terms if changed else None


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """A slip in short words, two in longer ones."""
    most = 1 if len(word) <= 5 else 2
    near = [
        (distance(word, other), other[:1] != word[:1], other)
        for other in known
        if abs(len(other) - len(word)) <= most
    ]
    best = min(near, default=None)
    return best[2] if best is not None and best[0] <= most else None


def search_products(store: Store, text: str, *, limit: int) -> list[int]:
    """Ids of the best matches; where nothing matches, of what was probably meant."""
    language = storefront_language(store)
    synonyms = load_book(store, language, synonyms=True).synonyms
    for search in read_search(store.pk, language, text, synonyms):
        if search is None or search.condition is None:
            continue
        answer = ask(store.pk, language, Question(search.condition, search.sorting, size=limit))
        if answer.total:
            return answer.product_ids
    return []
