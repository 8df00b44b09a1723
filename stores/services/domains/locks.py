from __future__ import annotations

from django.db.models import Q
from wagtail.models import Site

from stores.models import Domain, Store


def lock_domains_of(store: Store) -> list[Domain]:
    """All host names of a store. Inside a transaction, in the platform's scope."""
    return _locked(Q(store=store))


def lock_claims(hostname: str) -> list[Domain]:
    """All that stores say about one host name, and every host name of the store that holds it,
    which needs another primary one if it loses this. One statement in the order of the keys, as
    everywhere, so that no two wait for each other."""
    holders = Domain.objects.filter(hostname=hostname, verified_at__isnull=False).values("store")
    return _locked(Q(hostname=hostname) | Q(store__in=holders))


def _locked(which: Q) -> list[Domain]:
    rows = Domain.objects.filter(which).order_by("pk")
    return list(rows.select_for_update(no_key=True).select_related(None))


def put_first(store_id: int | None, domains: list[Domain], primary: Domain | None) -> None:
    """``primary`` in place of whichever of the store's locked ``domains`` it was; Wagtail's site
    follows. None leaves the store answering where it is asked."""
    for domain in domains:
        if domain.is_primary and domain is not primary:
            domain.is_primary = False
            domain.save(update_fields=["is_primary"])
    if primary is None:
        return
    primary.is_primary = True
    primary.save(update_fields=["is_primary"])
    site = Site.objects.filter(pk__in=Store.objects.filter(pk=store_id).values("site")).first()
    if site is not None:
        site.hostname = primary.hostname
        site.save(update_fields=["hostname"])
