from __future__ import annotations

from stores.models import Domain, Store


def subdomain_of(store: Store) -> str:
    """The store's own subdomain of the platform, which it always keeps; empty if there is none."""
    own = store.domains.filter(kind=Domain.Kind.PLATFORM).order_by("pk")
    return own.values_list("hostname", flat=True).first() or ""
