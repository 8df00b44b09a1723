"""Which store a host name belongs to: one query, which brings all a request needs of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from stores.models import Domain, Store
from stores.scope import platform_scope


@dataclass(frozen=True, slots=True)
class ResolvedHost:
    store: Store
    """With plan, branding, generation, site and home page loaded, and ``primary_hostname``."""
    is_primary: bool


def resolve_host(hostname: str) -> ResolvedHost | None:
    """The store that answers on ``hostname`` (lower case, without port); None for nobody's."""
    primary = Domain.objects.filter(store=OuterRef("store"), is_primary=True)
    with platform_scope():
        domain = (
            Domain.objects.filter(hostname=hostname)
            .select_related(
                "store__plan", "store__branding", "store__generation", "store__site__root_page"
            )
            .annotate(primary_hostname=Subquery(primary.values("hostname")[:1]))
            .first()
        )
    if domain is None:
        return None
    store = domain.store
    store.primary_hostname = domain.primary_hostname or domain.hostname
    # A store without a primary domain answers where it is asked; there is nowhere to send people.
    return ResolvedHost(store, domain.is_primary or domain.primary_hostname is None)
