"""DNS asked over the network, by dnspython."""

from __future__ import annotations

import time
from typing import Any

import dns.exception
import dns.name
import dns.nameserver
import dns.resolver
from django.conf import settings

from stores.dns.base import DnsUnavailable

ONE_QUESTION = 3.0
"""Seconds for a question, with all that is tried for it."""
ALL_QUESTIONS = 8.0
"""Seconds for a check, however many questions it has: a person may be waiting."""
MOST_RECORDS = 20


class DnsResolver:
    """Asks the machine's nameservers, or those of the setting ``DNS_NAMESERVERS``."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + ALL_QUESTIONS
        self._resolver: dns.resolver.Resolver | None = None

    def texts(self, name: str) -> list[str]:
        return [
            b"".join(record.strings).decode("utf-8", "replace")
            for record in self.ask(name, "TXT")[:MOST_RECORDS]
        ]

    def target(self, name: str) -> str:
        records = self.ask(name, "CNAME")
        return records[0].target.to_text(omit_final_dot=True).lower() if records else ""

    def addresses(self, name: str) -> frozenset[str]:
        kinds = ("A", "AAAA")
        return frozenset(
            record.address for kind in kinds for record in self.ask(name, kind)[:MOST_RECORDS]
        )

    def ask(self, name: str, kind: str) -> list[Any]:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise DnsUnavailable(f"{kind} {name}: no time is left.")
        try:
            answer = self.resolver.resolve(
                dns.name.from_text(name),
                kind,
                lifetime=min(ONE_QUESTION, left),
                search=False,
                raise_on_no_answer=False,
            )
        except dns.resolver.NXDOMAIN:
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise DnsUnavailable(f"{kind} {name}: {error}") from error
        return list(answer.rrset or [])

    @property
    def resolver(self) -> dns.resolver.Resolver:
        """Made with the first question, because a machine may have no nameserver at all."""
        if self._resolver is None:
            named = settings.DNS_NAMESERVERS
            self._resolver = dns.resolver.Resolver(configure=not named)
            if named:
                self._resolver.nameservers = [
                    dns.nameserver.Do53Nameserver(address, port) for address, port in named
                ]
        return self._resolver
