"""What is to be said about a store's own domain: its state, the records that DNS needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stores.hostnames import in_unicode, is_apex, proof_name
from stores.models import Domain

FIRST_INTERVAL = timedelta(minutes=1)
LONGEST_INTERVAL = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=30)
"""Somebody who still wants the domain presses “Check now”."""
WHEN_VERIFIED = timedelta(hours=12)
WHEN_LOST = timedelta(hours=1)


class Problem(models.TextChoices):
    """Why the last check of a domain proved nothing; as the column ``problem`` keeps it."""

    UNREACHABLE = "unreachable", _("The DNS could not be asked. We try again by ourselves.")
    NO_RECORD = "no_record", _("The TXT record is not there yet.")
    OTHER_VALUE = "other_value", _("There is a TXT record, but it says something else.")
    IN_USE = (
        "in_use",
        _(
            "Your record is there, but so is the one of an earlier connection of this domain, which"
            " is still in use. Remove that TXT record from the DNS of the domain."
        ),
    )
    MOVED = (
        "moved",
        _(
            "The domain was connected somewhere else on this platform, by somebody who could change"
            " its DNS. If that was a mistake, mend the TXT record and check again."
        ),
    )


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be made in the DNS of a domain."""

    kind: str
    name: str
    value: str
    purpose: str | Promise


def wanted_records(domain: Domain, *, leads_to: str) -> list[Record]:
    """What the owner of the domain has to write; ``leads_to`` is the store's subdomain."""
    proof = Record(
        "TXT", proof_name(domain.hostname), domain.token, _("Proves that the domain is yours.")
    )
    return [proof, *records_that_lead(domain.hostname, leads_to)]


def records_that_lead(hostname: str, leads_to: str) -> list[Record]:
    """A domain itself cannot be an alias in plain DNS: it names our addresses, or uses what its
    DNS provider offers in place of an alias."""
    purpose = _("Leads its visitors to your store.")
    if not is_apex(hostname):
        return [Record("CNAME", hostname, f"{leads_to}.", purpose)]
    addresses = [
        Record("AAAA" if ":" in address else "A", hostname, address, purpose)
        for address in settings.PLATFORM_ADDRESSES
    ]
    return addresses or [Record("ALIAS", hostname, f"{leads_to}.", purpose)]


def next_check(domain: Domain, now: datetime) -> datetime | None:
    """When the schedule looks at it again: soon at first, then ever more rarely."""
    if domain.verified_at is not None:
        wait = WHEN_LOST if domain.lost_at else WHEN_VERIFIED
        return now + wait + timedelta(seconds=domain.pk % 600)  # Not all at the same moment.
    age = now - domain.created_at
    if age > GIVEN_UP_AFTER:
        return None
    return now + min(max(age / 5, FIRST_INTERVAL), LONGEST_INTERVAL)


@dataclass(frozen=True, slots=True)
class DomainState:
    """A domain as screens show it."""

    domain: Domain
    leads_to: str
    """The store's subdomain of the platform."""

    @property
    def name(self) -> str:
        """As people read it."""
        return in_unicode(self.domain.hostname)

    @property
    def in_ascii(self) -> str:
        """As DNS has it, where that is something else."""
        return self.domain.hostname if self.name != self.domain.hostname else ""

    @property
    def is_own(self) -> bool:
        return self.domain.kind == Domain.Kind.CUSTOM

    @property
    def is_verified(self) -> bool:
        return self.domain.verified_at is not None

    @property
    def is_lost(self) -> bool:
        return self.is_verified and self.domain.lost_at is not None

    @property
    def leads_elsewhere(self) -> bool:
        return self.is_own and self.domain.leads_here is False

    @property
    def problem(self) -> str:
        code = self.domain.problem
        return str(Problem(code).label) if code in Problem.values else code

    @property
    def records(self) -> list[Record]:
        return wanted_records(self.domain, leads_to=self.leads_to) if self.is_own else []

    @property
    def found(self) -> list[str]:
        return self.domain.found.splitlines()

    @property
    def may_lead(self) -> bool:
        """Whether it can be made primary."""
        return self.is_verified and not self.domain.is_primary

    @property
    def may_go(self) -> bool:
        return self.is_own and not self.domain.is_primary
