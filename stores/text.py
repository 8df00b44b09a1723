from __future__ import annotations


def one_line(text: str) -> str:
    """The same words on one line: a mail's header may hold no other."""
    return " ".join(text.split())
