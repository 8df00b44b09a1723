"""Who is told of what the checks of a domain found."""

from __future__ import annotations

from stores.hostnames import in_unicode, proof_name
from stores.models import Domain
from stores.services.mail_operators import mail_operators
from stores.services.mail_owners import mail_owners


def tell_verified(domain: Domain) -> None:
    mail_owners(store=domain.store, notice="domain_verified", facts=facts(domain))


def tell_lost(domain: Domain) -> None:
    mail_owners(store=domain.store, notice="domain_lost", facts=facts(domain))
    mail_operators(notice="domain_lost", facts={**facts(domain), "slug": domain.store.slug})


def tell_moved(domain: Domain) -> None:
    mail_owners(store=domain.store, notice="domain_moved", facts=facts(domain))
    mail_operators(notice="domain_moved", facts={**facts(domain), "slug": domain.store.slug})


def facts(domain: Domain) -> dict[str, str]:
    return {
        "domain": in_unicode(domain.hostname),
        "name": proof_name(domain.hostname),
        "value": domain.token,
        "store_name": domain.store.name,
    }
