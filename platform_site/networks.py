"""Networks that the environment names."""

from __future__ import annotations

import ipaddress

from django.core.exceptions import ImproperlyConfigured


def trusted_networks(text: str) -> list[str]:
    """``"127.0.0.1 10.0.0.0/8"`` → the same as a list. Raises ImproperlyConfigured for what is no
    address and no network: at the start, and not with the first request."""
    try:
        return [str(ipaddress.ip_network(word, strict=False)) for word in text.split()]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES: {error}. Write networks such as 127.0.0.1 or 10.0.0.0/8,"
            " separated by spaces."
        ) from None


def addresses(name: str, text: str) -> list[str]:
    """``"203.0.113.7 2001:db8::7"`` → the same as a list, in their shortest form. Raises
    ImproperlyConfigured, with the setting's ``name``, for what is no address."""
    try:
        return [str(ipaddress.ip_address(word)) for word in text.split()]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}: {error}. Write addresses such as 203.0.113.7, separated by spaces."
        ) from None


def nameservers(text: str) -> list[tuple[str, int]]:
    """``"192.0.2.53 127.0.0.1@5353"`` → addresses with their ports."""
    found = []
    for word in text.split():
        address, _at, port = word.partition("@")
        if not (port or "53").isdecimal() or not 0 < int(port or 53) < 65536:
            raise ImproperlyConfigured(f"DNS_NAMESERVERS: {port!r} is not a port, in {word!r}.")
        found += [(one, int(port or 53)) for one in addresses("DNS_NAMESERVERS", address or "@")]
    return found
