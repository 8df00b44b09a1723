from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from stores.actors import NOBODY, acting
from stores.dns import Resolver, new_resolver
from stores.dns.look_up import Findings, look_up
from stores.domain_states import Problem, next_check
from stores.models import Domain
from stores.models.store import touch_generation
from stores.scope import platform_scope
from stores.services.domains.locks import lock_claims, put_first
from stores.services.domains.subdomain import subdomain_of
from stores.services.domains.tell import tell_lost, tell_moved, tell_verified

RESULT = ["verified_at", "lost_at", "problem", "found", "leads_here", "checked_at", "next_check_at"]


def check_domain(*, domain_id: int, resolver: Resolver | None = None) -> Domain | None:
    """Ask DNS about a store's own domain and write down what follows; None if there is none.

    Asks first, for some seconds at most and outside of any transaction, then locks whatever
    stores claim the host name, and the host names of who holds it. With the proof it is verified,
    unless another store holds it whose proof is in DNS as well; one whose proof is gone loses it.
    A verified one without proof goes on serving: its owners are told, and so are operators. When
    nobody answers, nothing is concluded. Safe to repeat."""
    with platform_scope():
        domain = _own_domain(domain_id)
        if domain is None:
            return None
        leads_to = subdomain_of(domain.store)
    findings = look_up(domain.hostname, leads_to=leads_to, resolver=resolver or new_resolver())
    with platform_scope(on_behalf_of=domain.store), transaction.atomic():
        locked = lock_claims(domain.hostname)
        found = next((one for one in locked if one.pk == domain_id), None)
        if found is None:
            return None
        found.store = domain.store
        after = _conclude(found, findings, locked)
        now = timezone.now()
        found.checked_at = now
        found.next_check_at = next_check(found, now)
        found.save(update_fields=RESULT)
        for tell in after:
            tell(found)
    return found


def _own_domain(domain_id: int) -> Domain | None:
    own = Domain.objects.filter(pk=domain_id, kind=Domain.Kind.CUSTOM)
    return own.select_related("store__plan").first()


Notice = Callable[[Domain], None]


def _conclude(domain: Domain, findings: Findings, locked: list[Domain]) -> list[Notice]:
    """Change ``domain`` by what DNS said; returns whom to tell."""
    if not findings.is_known:
        domain.problem = Problem.UNREACHABLE
        return []
    domain.found = findings.text
    if findings.leads_here is not None:
        domain.leads_here = findings.leads_here
    if domain.token not in findings.texts:
        return _without_proof(domain, findings)
    return _with_proof(domain, findings, locked)


def _without_proof(domain: Domain, findings: Findings) -> list[Notice]:
    domain.problem = Problem.OTHER_VALUE if findings.texts else Problem.NO_RECORD
    if domain.verified_at is None or domain.lost_at is not None:
        return []
    domain.lost_at = timezone.now()
    return [tell_lost]


def _with_proof(domain: Domain, findings: Findings, locked: list[Domain]) -> list[Notice]:
    holder = next(
        (
            one
            for one in locked
            if one.hostname == domain.hostname and one.verified_at and one.pk != domain.pk
        ),
        None,
    )
    if holder is not None and holder.token in findings.texts:
        domain.problem = Problem.IN_USE
        return []
    if holder is not None:
        with acting(NOBODY):  # Its store does not learn who has the domain now.
            _release(holder, locked, timezone.now())
    domain.problem = ""
    domain.lost_at = None
    if domain.verified_at is not None:
        return []
    domain.verified_at = timezone.now()
    return [tell_verified]


def _release(holder: Domain, locked: list[Domain], now: datetime) -> None:
    """Somebody else has proved it and the holder's own proof is gone from DNS. Its store goes on
    at its subdomain."""
    own = [one for one in locked if one.store_id == holder.store_id]
    if holder.is_primary:
        others = [one for one in own if one.kind == Domain.Kind.PLATFORM and one.verified_at]
        put_first(holder.store_id, own, others[0] if others else None)
    holder.verified_at = holder.lost_at = holder.next_check_at = None
    holder.problem = Problem.MOVED
    holder.checked_at = now
    holder.save(update_fields=RESULT)
    touch_generation(holder.store_id)
    tell_moved(holder)
