"""Words as the search compares them: small letters without accents, and their stems.

A product is found by the tokens ``w:stem`` of all its texts and ``n:stem`` of its name. A word's
stem is PostgreSQL's for the language; it is taken of the word as written and of the word without
accents, because shoppers type both."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable

from django.db import connection

WORD = re.compile(r"[^\W_]+")
LONGEST = 40

# Letters that Unicode does not take apart into one and its accent.
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i", "þ": "th"})

# Languages that PostgreSQL has a stemmer for; in others a word is its own stem.
STEMMERS = {
    "ar": "arabic_stem",
    "de": "german_stem",
    "en": "english_stem",
    "es": "spanish_stem",
    "fr": "french_stem",
}


LONGEST_GUESSED = 24


def fold(text: str) -> str:
    """“Crème Brûlée” is “creme brulee”."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in parts if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain.translate(LETTERS))


def words_of(text: str) -> list[str]:
    """In small letters, with their accents, in order; what is longer than a word is cut."""
    composed = unicodedata.normalize("NFC", text.casefold())
    return [word[:LONGEST] for word in WORD.findall(composed) if "\0" not in word]


def name_key(name: str) -> str:
    """Of a facet: “Colour ” and “colour” are the same."""
    return " ".join(fold(name).split())[:80]


def label_key(label: str) -> str:
    """Of a facet's value. Accents tell values apart."""
    return " ".join(label.casefold().split())[:120]


def fact_token(name: str, label: str) -> str:
    """What rules of collections look for, in the words of the store's own language whatever the
    shopper reads: ``f:material=oak``."""
    token = f"f:{name_key(name)}={label_key(label)}"
    if len(token) <= 100:
        return token
    return f"f:{hashlib.sha256(token.encode(errors='replace')).hexdigest()}"


def stems_of(words: Iterable[str], language: str) -> dict[str, frozenset[str]]:
    """Word → its stems, none for a word that says nothing (“the”). One query."""
    asked = set(words)
    forms = asked | {fold(word) for word in asked}
    if not forms:
        return {}
    stemmer = STEMMERS.get(language.split("-")[0], "simple")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, ts_lexize(%s, word) FROM unnest(%s::text[]) AS word",
            [stemmer, sorted(forms)],
        )
        found: dict[str, list[str] | None] = dict(cursor.fetchall())
    return {word: stems_of_word(word, found) for word in asked}


def stems_of_word(word: str, found: dict[str, list[str] | None]) -> frozenset[str]:
    if found.get(word) == []:
        return frozenset()
    forms = [stem for form in (word, fold(word)) for stem in (found.get(form) or [form])]
    return frozenset(fold(stem)[:LONGEST] for stem in forms)


def spelling_keys(word: str) -> set[str]:
    """The word, and what is left of it with a letter less. A very long one (a single letter of
    Unicode may fold into eighteen) is known by itself alone: its keys would be millions."""
    if len(word) > LONGEST_GUESSED:
        return {word}
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def distance(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with their neighbour to get from one to the other
    (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


def is_match(word: str, wanted: Collection[str]) -> bool:
    """Whether a shown word is (a form of) one of the words looked for, for highlighting: one is
    the beginning of the other, or they differ in their endings only."""
    shown = fold(word)
    return any(same_beginning(shown, fold(other)) for other in wanted)


def same_beginning(one: str, other: str) -> bool:
    if one.startswith(other):
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 3 and shared >= min(len(one), len(other)) - 2 and len(other) - shared <= 3
