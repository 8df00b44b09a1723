from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stores.models import Domain, Store
from stores.rate_limits import Limit, take
from stores.scope import platform_scope, store_scope
from stores.services.domains.check_domain import check_domain

LIMIT = Limit("domain_check", times=10, per=timedelta(minutes=10))


def check_now(*, store: Store, domain_id: int) -> Domain:
    """``check_domain`` for somebody who waits for the answer: it takes some seconds at most.

    Raises Domain.DoesNotExist for a domain that is not the store's own, and ValidationError if
    the store has asked too often."""
    with platform_scope():
        Domain.objects.get(pk=domain_id, store=store, kind=Domain.Kind.CUSTOM)
    with store_scope(store):
        wait = take(LIMIT, "")
    if wait:
        raise ValidationError(
            _("That was checked often just now. Wait %(seconds)s seconds and try again."),
            params={"seconds": round(wait.total_seconds())},
            code="too_often",
        )
    domain = check_domain(domain_id=domain_id)
    if domain is None:  # Removed meanwhile.
        raise Domain.DoesNotExist
    return domain
