"""Where a request comes from. ``X-Forwarded-For`` counts only as far as proxies of ours wrote it
(``TRUSTED_PROXIES``): anybody can send the header."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str:
    """The address in its shortest form; empty where the server gives none (a Unix socket)."""
    peer = parse_address(request.META.get("REMOTE_ADDR", ""))
    if peer is None or not is_trusted(peer):
        return str(peer or "")
    return str(furthest_trusted(peer, request.META.get("HTTP_X_FORWARDED_FOR", "")))


def furthest_trusted(peer: Address, forwarded: str) -> Address:
    """Walks from our own proxy outwards, to the first address that is no proxy of ours. What is
    no address ends the walk: whoever stands before it wrote it."""
    found = peer
    for text in reversed(forwarded.split(",")[-MAX_HOPS:]):
        address = parse_address(text)
        if address is None:
            return found
        found = address
        if not is_trusted(address):
            return found
    return found


MAX_HOPS = 20


def parse_address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or ipaddress.IPv6Address(int(address))  # Without a zone.
    return address


def is_trusted(address: Address) -> bool:
    return any(
        address in ipaddress.ip_network(network, strict=False)
        for network in settings.TRUSTED_PROXIES
    )


def address_group(address: str) -> str:
    """What limits count by: an IPv6 customer holds a /64, in which every address is theirs."""
    parsed = parse_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed or address)
