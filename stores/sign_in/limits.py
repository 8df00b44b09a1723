"""How often somebody may try to get in: by account and by address, at once and in a day.

A try is counted before anything is checked, so that tries at the same moment do not slip through,
and taken back when it was right. Counters of addresses and of accounts that are typed belong to
the store; those of a person who is known already (codes, the password once more) count at all
stores together, so that nobody guesses on at the next."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stores.client_address import address_group, client_address
from stores.models import User
from stores.rate_limits import NO_WAIT, Limit, give_one_back, take, wait
from stores.scope import platform_scope
from stores.services.record_audit import record_audit
from stores.sign_in.account import account_identity
from stores.sign_in.known_device import known_device

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def tiers(name: str, *steps: tuple[int, timedelta]) -> tuple[Limit, ...]:
    return tuple(Limit(f"{name} {n}", times, per) for n, (times, per) in enumerate(steps))


BY_ACCOUNT = tiers("sign-in account", (5, 5 * MINUTE), (50, DAY))
BY_DEVICE = tiers("sign-in device", (5, 5 * MINUTE), (50, DAY))
BY_ADDRESS = tiers("sign-in address", (30, 10 * MINUTE), (400, DAY))
CODES = tiers("second factor", (5, 5 * MINUTE), (30, DAY))
PASSWORDS = tiers("own password", (5, 5 * MINUTE), (30, DAY))
RESETS_BY_ACCOUNT = tiers("reset account", (3, HOUR), (10, DAY))
RESETS_BY_ADDRESS = tiers("reset address", (10, HOUR), (60, DAY))
LIMITED_WRITTEN = Limit("sign-in limited, written down", 1, 10 * MINUTE)


@dataclass(frozen=True)
class Try:
    """One try, with the counters that it is counted by."""

    counters: tuple[tuple[Limit, str], ...]
    is_persons: bool = False
    """Counted at all stores together."""

    def count(self) -> timedelta:
        """Zero: the try may be made and is counted; else how long to wait, and it is not."""
        with self.scope():
            taken: list[tuple[Limit, str]] = []
            for limit, identity in self.counters:
                if take(limit, identity):
                    for counter in taken:
                        give_one_back(*counter)
                    return max(MINUTE / 60, *(wait(*counter) for counter in self.counters))
                taken.append((limit, identity))
        return NO_WAIT

    def take_back(self) -> None:
        """It was right."""
        with self.scope():
            for counter in self.counters:
                give_one_back(*counter)

    def scope(self) -> AbstractContextManager[object]:
        return platform_scope() if self.is_persons else nullcontext()


def sign_in_try(request: HttpRequest, email: str) -> Try:
    """From a browser that has signed in to the account before, by a counter of its own: strangers
    who try the account, or from the same address, do not lock its person out."""
    if device := known_device(request, email):
        return Try(counters(BY_DEVICE, device))
    return Try(
        counters(BY_ADDRESS, address_group(client_address(request)))
        + counters(BY_ACCOUNT, account_identity(email))
    )


def code_try(request: HttpRequest, user: User) -> Try:
    device = known_device(request, user.email) or ""
    return Try(counters(CODES, f"{user.pk} {device}"), is_persons=True)


def password_try(user: User) -> Try:
    return Try(counters(PASSWORDS, str(user.pk)), is_persons=True)


def reset_try(request: HttpRequest, email: str) -> Try:
    return Try(
        counters(RESETS_BY_ADDRESS, address_group(client_address(request)))
        + counters(RESETS_BY_ACCOUNT, account_identity(email))
    )


def counters(limits: tuple[Limit, ...], identity: str) -> tuple[tuple[Limit, str], ...]:
    return tuple((limit, identity) for limit in limits)


def write_down_limited(email: str, reason: str) -> None:
    """Once in a while: whoever tries on and on must not fill the audit log."""
    if not take(LIMITED_WRITTEN, account_identity(email)):
        record_audit(action="sign_in.limited", object_name=email, reason=reason)


def waiting_words(delay: timedelta) -> str:
    return _("Too many attempts. Try again in %(time)s.") % {"time": in_words(delay)}


def in_words(delay: timedelta) -> str:
    """Rounded up to whole minutes, and from an hour and a half on to whole hours."""
    minutes = max(1, math.ceil(delay / MINUTE))
    if minutes < 90:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = math.ceil(minutes / 60)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}


def retry_after(delay: timedelta) -> str:
    """In seconds, for the header."""
    return str(max(1, math.ceil(delay.total_seconds())))
