from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stores.hostnames import in_unicode
from stores.models import Domain, Store
from stores.models.store import touch_generation
from stores.scope import platform_scope
from stores.services.domains.locks import lock_domains_of, put_first


def make_primary(*, store: Store, domain_id: int, although_unseen: bool = False) -> Domain:
    """Show the store under this host name; its others redirect there from the next request on.

    Locks all host names of the store. Raises Domain.DoesNotExist for one that is not the store's
    and ValidationError for one without proof, or (unless ``although_unseen``) of which the last
    check did not see that it leads here: shoppers would be sent to where nobody answers. Twice
    changes nothing."""
    with platform_scope(on_behalf_of=store), transaction.atomic():
        locked = lock_domains_of(store)
        domain = one_of(locked, domain_id)
        if domain.is_primary:
            return domain
        name = in_unicode(domain.hostname)
        if domain.verified_at is None:
            raise ValidationError(
                _("%(name)s is not proved yet. Nothing answers there."),
                params={"name": name},
                code="unverified",
            )
        is_own = domain.kind == Domain.Kind.CUSTOM
        if is_own and domain.leads_here is not True and not although_unseen:
            raise ValidationError(
                _("We did not see %(name)s lead to this store."),
                params={"name": name},
                code="unseen",
            )
        put_first(store.pk, locked, domain)
        touch_generation(store.pk)
    return domain


def one_of(locked: list[Domain], domain_id: int) -> Domain:
    for domain in locked:
        if domain.pk == domain_id:
            return domain
    raise Domain.DoesNotExist
