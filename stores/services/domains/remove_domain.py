from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stores.hostnames import in_unicode
from stores.models import Domain, Store
from stores.scope import platform_scope
from stores.services.domains.locks import lock_domains_of
from stores.services.domains.make_primary import one_of


def remove_domain(*, store: Store, domain_id: int) -> Domain:
    """Let go of one of the store's own domains: nothing answers there from the next request on.

    Locks all host names of the store. Raises Domain.DoesNotExist for one that is not the store's
    (so called twice, the second raises) and ValidationError for the subdomain of the platform,
    which every store keeps, and for the primary one."""
    with platform_scope(on_behalf_of=store), transaction.atomic():
        domain = one_of(lock_domains_of(store), domain_id)
        name = in_unicode(domain.hostname)
        if domain.kind != Domain.Kind.CUSTOM:
            raise ValidationError(
                _("%(name)s stays: every store keeps its address on the platform."),
                params={"name": name},
                code="subdomain",
            )
        if domain.is_primary:
            raise ValidationError(
                _("%(name)s is the primary domain. Make another one primary first."),
                params={"name": name},
                code="primary",
            )
        domain.delete()
    return domain
