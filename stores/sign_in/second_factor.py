"""A person's second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes.

It is the person's at all stores. Stores do not see its rows, so each function here enters the
platform's scope for its own queries; what it writes to the audit log belongs to the store where
it is done."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

import pyotp
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from stores.models import RecoveryCode, SecondFactor, User
from stores.scope import platform_scope
from stores.services.record_audit import record_audit
from stores.sign_in.notices import Notice, tell

STEP_SECONDS = 30
DRIFT_STEPS = 1
NEW_SECRET_LASTS = timedelta(hours=1)
RECOVERY_CODES = 10
FEW_LEFT = 3
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters and digits that are taken for one another: 16 of them are 79 bits."""


class WrongCode(ValueError):
    """The code is not the app's, is too old, or has been used."""


def has_second_factor(user: User) -> bool:
    return user.pk in who_has_second_factor([user.pk])


def who_has_second_factor(user_ids: Collection[int]) -> set[int]:
    with platform_scope():
        confirmed = SecondFactor.objects.filter(user__in=user_ids, confirmed_at__isnull=False)
        return set(confirmed.values_list("user_id", flat=True))


def second_factor_of(user: User) -> SecondFactor | None:
    """The confirmed one."""
    with platform_scope():
        return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def prepare_second_factor(*, user: User, shown: str = "") -> SecondFactor:
    """The secret for an app to be set up with; counts for nothing until a code confirms it.

    Twice gives the same, for an hour, to the session that was shown it (``shown``: what
    ``mark_of`` says of it). Any other gets another: whoever is in with a password that is known
    must not know the secret that its person sets up a moment later. A confirmed one is given
    back as it is."""
    with platform_scope(), transaction.atomic():
        prepared = SecondFactor.objects.select_for_update().filter(
            user=user, confirmed_at__isnull=True
        )
        for factor in prepared:
            if mark_of(factor) != shown or factor.created_at < timezone.now() - NEW_SECRET_LASTS:
                factor.delete()
        factor, _created = SecondFactor.objects.get_or_create(
            user=user, defaults={"secret": pyotp.random_base32()}
        )
    return factor


def mark_of(factor: SecondFactor) -> str:
    """Which secret it is, without telling it."""
    return factor.created_at.isoformat()


def confirm_second_factor(*, user: User, code: str) -> list[str]:
    """Turn on the prepared second factor and give back new recovery codes, to be shown once.

    Locks the factor's row. Raises WrongCode, also when there is none to confirm: so of two at
    the same moment the second raises. Tells the person by mail."""
    with transaction.atomic():
        with platform_scope():
            factor = locked(user, confirmed=False)
            factor.last_used_step = step_of(factor, code)
            factor.confirmed_at = timezone.now()
            factor.save(update_fields=["last_used_step", "confirmed_at"])
            codes = replace_recovery_codes(user)
        record_audit(action="second_factor.added", object=user)
        tell(user, Notice.SECOND_FACTOR_ADDED)
    return codes


def use_code(*, user: User, code: str) -> None:
    """Accept a code of the app. Locks the factor's row, so that a code counts once; raises
    WrongCode for one that is wrong, too old or used."""
    with platform_scope(), transaction.atomic():
        factor = locked(user, confirmed=True)
        factor.last_used_step = step_of(factor, code)
        factor.save(update_fields=["last_used_step"])


def use_recovery_code(*, user: User, code: str) -> int:
    """Accept a recovery code, once, and say how many are left. Raises WrongCode."""
    with transaction.atomic():
        with platform_scope():
            locked(user, confirmed=True)
            unused = RecoveryCode.objects.filter(user=user, used_at__isnull=True)
            if not unused.filter(digest=digest(user, code)).update(used_at=timezone.now()):
                raise WrongCode
            left = unused.count()
        record_audit(action="second_factor.used_recovery_code", object=user, after={"left": left})
        tell(user, Notice.RECOVERY_CODE_USED)
    return left


def make_recovery_codes(*, user: User) -> list[str]:
    """New recovery codes, to be shown once; the old ones are void. Raises WrongCode if the person
    has no second factor."""
    with transaction.atomic():
        with platform_scope():
            locked(user, confirmed=True)
            codes = replace_recovery_codes(user)
        record_audit(action="second_factor.made_recovery_codes", object=user)
    return codes


def recovery_codes_left(user: User) -> int:
    with platform_scope():
        return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def remove_second_factor(*, user: User) -> None:
    """Turn it off, with its recovery codes. Twice is as once. Tells the person by mail."""
    with transaction.atomic():
        with platform_scope():
            RecoveryCode.objects.filter(user=user).delete()
            removed, _rows = SecondFactor.objects.filter(user=user).delete()
        if removed:
            record_audit(action="second_factor.removed", object=user)
            tell(user, Notice.SECOND_FACTOR_REMOVED)


def locked(user: User, *, confirmed: bool) -> SecondFactor:
    factor = (
        SecondFactor.objects.select_for_update()
        .filter(user=user, confirmed_at__isnull=not confirmed)
        .first()
    )
    if factor is None:
        raise WrongCode
    return factor


def step_of(factor: SecondFactor, code: str) -> int:
    """The 30-second step that ``code`` belongs to: now, or one off, for clocks that differ."""
    typed = "".join(code.split())
    totp = pyotp.TOTP(factor.secret)
    now = int(timezone.now().timestamp()) // STEP_SECONDS
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if step > factor.last_used_step and constant_time_compare(totp.generate_otp(step), typed):
            return step
    raise WrongCode


def replace_recovery_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = [new_recovery_code() for _n in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=digest(user, code)) for code in codes
    )
    return codes


def new_recovery_code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _n in range(4)) for _group in range(4))


def digest(user: User, code: str) -> str:
    """A plain hash is enough for what nobody can guess. Capitals, spaces and hyphens are free."""
    typed = "".join(character for character in code.casefold() if character.isalnum())
    return hashlib.sha256(f"{user.pk}\n{typed}".encode()).hexdigest()
