from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.claims import claim
from stores.domain_states import next_check
from stores.hostnames import in_unicode, parse_hostname, proof_name
from stores.models import Domain, Store
from stores.scope import platform_scope

MOST_WAITING = 20
"""Claims a store can have open, whatever its plan."""
CHECKED_LATELY = timedelta(minutes=1)


def add_domain(*, store: Store, hostname: str) -> Domain:
    """Note that the store wants ``hostname``, as a person typed it, for its own. Nothing answers
    there before ``check_domain`` has found the proof in DNS.

    Locks the store's limit. Raises ValidationError with what to do: the plan has no own domains or
    no more of them, no host name, one that the store has, one that another holds. Whose that is
    nobody learns; it is asked for its proof anew, so that a domain that moves is free in a moment.
    Called twice, the second raises."""
    refuse_without_feature(store)
    host = parse_hostname(hostname)
    now = timezone.now()
    try:
        with platform_scope(on_behalf_of=store):
            refuse_known(store, host)
            refuse_held(store, host)
        with platform_scope(on_behalf_of=store), transaction.atomic():
            claim(store, "domains", 1)
            domain = Domain(store=store, hostname=host, kind=Domain.Kind.CUSTOM, created_at=now)
            domain.next_check_at = next_check(domain, now)
            domain.save()
    except IntegrityError:
        raise there_already(host) from None
    return domain


def refuse_without_feature(store: Store) -> None:
    if not store.has_feature("custom_domain"):
        raise ValidationError(
            _("Own domains are not part of the plan %(plan)s. Ask your provider for another."),
            params={"plan": store.plan.name if store.plan else "–"},
            code="no_feature",
        )


def refuse_known(store: Store, host: str) -> None:
    own = Domain.objects.filter(store=store)
    if own.filter(hostname=host).exists():
        raise there_already(host)
    if own.filter(kind=Domain.Kind.CUSTOM, verified_at=None).count() >= MOST_WAITING:
        raise ValidationError(
            _("%(number)s domains wait for their proof. Finish or remove some of them first."),
            params={"number": MOST_WAITING},
            code="too_many",
        )


def refuse_held(store: Store, host: str) -> None:
    """A claim on a domain that somebody has proved, and whose proof was there when last seen."""
    holder = (
        Domain.objects.filter(hostname=host, verified_at__isnull=False, lost_at=None)
        .exclude(store=store)
        .first()
    )
    if holder is not None:
        look_again(holder)
        raise ValidationError(
            _(
                "%(host)s is in use on this platform. If it is yours, remove the TXT records of"
                " %(name)s from its DNS and try again in a few minutes."
            ),
            params={"host": in_unicode(host), "name": proof_name(host)},
            code="in_use",
        )


def look_again(holder: Domain) -> None:
    """In the background, and not each time that somebody asks for it."""
    if holder.kind != Domain.Kind.CUSTOM:
        return
    if holder.checked_at is not None and timezone.now() - holder.checked_at < CHECKED_LATELY:
        return
    Domain.objects.filter(pk=holder.pk).update(next_check_at=timezone.now())


def there_already(host: str) -> ValidationError:
    return ValidationError(
        _("This store has %(host)s already."), params={"host": in_unicode(host)}, code="own"
    )
