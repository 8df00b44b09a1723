"""What DNS says about a host name: one interface, a real resolver and one for tests."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from stores.dns.base import DnsUnavailable, Resolver

__all__ = ["DnsUnavailable", "Resolver", "new_resolver"]


def new_resolver() -> Resolver:
    """For one check: what it may take in all is counted from here."""
    resolver: Resolver = import_string(settings.DNS_RESOLVER)()
    return resolver
