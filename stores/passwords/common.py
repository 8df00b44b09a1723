"""Passwords that somebody else has had: the first that are tried.

Two lists, both shipped: the one beside this file (its source and licence in common.LICENSE.txt)
and Django's own."""

from __future__ import annotations

import gzip
import unicodedata
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator

LIST = Path(__file__).with_name("common.txt.gz")
SHORTEST_WORD = 4


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    shipped = gzip.decompress(LIST.read_bytes()).decode().split("\n")
    return frozenset(CommonPasswordValidator().passwords.union(filter(None, shipped)))


def is_common(password: str) -> bool:
    """Whether ``password`` is one of them, in whatever letters, also repeated or with digits and
    punctuation around it that are no more than the word itself."""
    text = plain(password)
    return any(form in common_passwords() for form in {text, unit(text), *core(text)})


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def core(text: str) -> list[str]:
    """The word within, if it is at least half of the whole: ``!!dragon2026`` is ``dragon``."""
    start, end = 0, len(text)
    while start < end and not text[start].isalpha():
        start += 1
    while end > start and not text[end - 1].isalpha():
        end -= 1
    word = text[start:end]
    if len(word) < SHORTEST_WORD or len(word) * 2 < len(text):
        return []
    return [word, unit(word)]


def unit(text: str) -> str:
    """What a text consists of if it only repeats itself: ``passpass`` is ``pass``."""
    return text[: (text + text).find(text, 1)]
