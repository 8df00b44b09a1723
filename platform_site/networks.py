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
