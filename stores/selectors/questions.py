"""The questions and answers that a page's blocks hold, for search engines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Question = tuple[str, str]
"""Question as text, answer as HTML of the editor."""


def questions_of(raw: Any) -> list[Question]:
    """From a body's raw data, wherever the blocks lie; folded texts of other kinds are none."""
    return [
        (question, answer)
        for entry in entries_of(raw)
        for question, answer in [(entry.get("question"), entry.get("answer"))]
        if isinstance(question, str) and isinstance(answer, str) and question and answer
    ]


def entries_of(raw: Any) -> Iterator[dict[str, Any]]:
    if isinstance(raw, dict):
        value = raw.get("value")
        if raw.get("type") == "accordion" and isinstance(value, dict):
            if value.get("is_faq"):
                yield from map(entry_of, value.get("entries", []))
        else:
            for inner in raw.values():
                yield from entries_of(inner)
    elif isinstance(raw, list):
        for inner in raw:
            yield from entries_of(inner)


def entry_of(item: Any) -> dict[str, Any]:
    """Items of a list are kept with a type and an id, or, by older versions, bare."""
    inner = item.get("value", item) if isinstance(item, dict) else {}
    return inner if isinstance(inner, dict) else {}
