from __future__ import annotations

from stores.domain_states import DomainState
from stores.models import Domain, Store
from stores.scope import store_scope


def domain_states(store: Store) -> list[DomainState]:
    """All host names of the store, the primary one first. One query, in the store's scope."""
    with store_scope(store):
        return states_of(list(Domain.objects.filter(store=store)))


def states_of(found: list[Domain]) -> list[DomainState]:
    """Of all host names of one store."""
    subdomains = [one.hostname for one in found if one.kind == Domain.Kind.PLATFORM]
    return [DomainState(one, leads_to=next(iter(subdomains), "")) for one in found]
