"""DNS as a test (or a rehearsal without a network) says it is."""

from __future__ import annotations

from typing import ClassVar

from stores.dns.base import DnsUnavailable


class FakeResolver:
    """Answers from ``records``, which all of a process share: (name, type) → values."""

    records: ClassVar[dict[tuple[str, str], list[str]]] = {}
    is_down: ClassVar[bool] = False

    def values(self, name: str, kind: str) -> list[str]:
        if self.is_down:
            raise DnsUnavailable("The resolver of this test is down.")
        return list(self.records.get((name, kind), []))

    def texts(self, name: str) -> list[str]:
        return self.values(name, "TXT")

    def target(self, name: str) -> str:
        return next(iter(self.values(name, "CNAME")), "")

    def addresses(self, name: str) -> frozenset[str]:
        seen: set[str] = set()
        while (target := self.target(name)) and name not in seen:
            seen.add(name)
            name = target
        return frozenset(self.values(name, "A") + self.values(name, "AAAA"))
