"""Which store a host name belongs to: one query, which brings all a request needs of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from stores.models import Domain, Store
from stores.scope import PLATFORM_ID, platform_scope


@dataclass(frozen=True, slots=True)
class ResolvedHost:
    store: Store
    """With plan, branding, generation, site and home page loaded, ``primary_hostname``, and
    whether the platform is in maintenance."""
    is_primary: bool


def resolve_host(hostname: str) -> ResolvedHost | None:
    """The store that answers on ``hostname`` (lower case, without port); None for nobody's."""
    primary = Domain.objects.filter(store=OuterRef("store"), is_primary=True)
    platform = Store.all_objects.filter(pk=PLATFORM_ID)
    with platform_scope():
        domain = (
            Domain.objects.filter(hostname=hostname, verified_at__isnull=False)
            .select_related(
                "store__plan", "store__branding", "store__generation", "store__site__root_page"
            )
            .annotate(
                primary_hostname=Subquery(primary.values("hostname")[:1]),
                in_maintenance=Subquery(platform.values("in_maintenance")),
                maintenance_message=Subquery(platform.values("maintenance_message")),
            )
            .first()
        )
    if domain is None:
        return None
    store = domain.store
    store.primary_hostname = domain.primary_hostname or domain.hostname
    store.platform_in_maintenance = domain.in_maintenance
    store.platform_maintenance_message = domain.maintenance_message
    # A store without a primary domain answers where it is asked; there is nowhere to send people.
    return ResolvedHost(store, domain.is_primary or domain.primary_hostname is None)
