from __future__ import annotations

from typing import Protocol


class DnsUnavailable(Exception):
    """Nobody answered, in time or at all: it says nothing about the name."""


class Resolver(Protocol):
    """Names are absolute, in ASCII and without a trailing dot. A name that there is not has empty
    answers; DnsUnavailable when it cannot be known."""

    def texts(self, name: str) -> list[str]:
        """The values of its TXT records, in no order."""

    def target(self, name: str) -> str:
        """What its CNAME record names; empty without one."""

    def addresses(self, name: str) -> frozenset[str]:
        """Of its A and AAAA records, wherever CNAME records lead."""
