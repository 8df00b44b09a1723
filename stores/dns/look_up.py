from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from stores.dns.base import DnsUnavailable, Resolver
from stores.hostnames import proof_name

LONGEST_VALUE = 80
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Findings:
    """What DNS said about a store's own domain."""

    is_known: bool
    """False: nobody answered, and the rest says nothing."""
    texts: frozenset[str] = frozenset()
    leads_here: bool | None = None
    """None: nobody knows."""
    lines: tuple[str, ...] = ()
    """For people: each record that was found, as zone files write it."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)[:LONGEST_TEXT]


def look_up(hostname: str, *, leads_to: str, resolver: Resolver) -> Findings:
    """Ask for the proof of ``hostname`` and for where it leads; ``leads_to`` is the store's
    subdomain. May take seconds; outside of any transaction."""
    name = proof_name(hostname)
    try:
        texts = resolver.texts(name)
    except DnsUnavailable:
        return Findings(is_known=False)
    lines = [f'{name} TXT "{readable(text)}"' for text in texts]
    try:
        leads_here, found = where_it_leads(hostname, leads_to, resolver)
    except DnsUnavailable:
        leads_here, found = None, []
    return Findings(
        is_known=True,
        texts=frozenset(text.strip() for text in texts),
        leads_here=leads_here,
        lines=(*lines, *found),
    )


def where_it_leads(hostname: str, leads_to: str, resolver: Resolver) -> tuple[bool, list[str]]:
    """An alias of ours, one of our addresses, or the same as our subdomain has."""
    target = resolver.target(hostname)
    lines = [f"{hostname} CNAME {readable(target)}."] if target else []
    if target == leads_to:
        return True, lines
    found = resolver.addresses(hostname)
    lines += [f"{hostname} {'AAAA' if ':' in one else 'A'} {one}" for one in sorted(found)]
    ours = frozenset(settings.PLATFORM_ADDRESSES) or resolver.addresses(leads_to)
    return bool(found & ours), lines


def readable(text: str) -> str:
    """Anybody writes what they like into their DNS."""
    plain = "".join(one if one.isprintable() else "�" for one in text)
    return plain if len(plain) <= LONGEST_VALUE else f"{plain[:LONGEST_VALUE]}…"
