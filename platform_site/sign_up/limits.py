"""How often somebody may sign up, and how a form that a machine sends is told from a person's."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.http import HttpRequest

from stores.client_address import address_group, client_address
from stores.models import SignUp
from stores.sign_in.account import account_identity
from stores.sign_in.limits import DAY, HOUR, MINUTE, Try, counters, tiers

BY_ADDRESS = tiers("sign-up address", (5, HOUR), (20, DAY))
BY_EMAIL = tiers("sign-up e-mail", (3, HOUR), (6, DAY))
PASSWORDS = tiers("sign-up password", (5, 5 * MINUTE), (30, DAY))

QUICKEST = timedelta(seconds=3)
"""Nobody fills the form in less."""
LONGEST = timedelta(hours=12)
STAMP = "sign-up form"


def sign_up_try(request: HttpRequest, email: str) -> Try:
    return Try(
        counters(BY_ADDRESS, address_group(client_address(request)))
        + counters(BY_EMAIL, account_identity(email))
    )


def confirmation_try(sign_up: SignUp) -> Try:
    return Try(counters(PASSWORDS, str(sign_up.public_id)), is_persons=True)


def stamp() -> str:
    """When the form was shown, signed."""
    return signing.TimestampSigner(salt=STAMP).sign("shown")


def is_good_stamp(text: str) -> bool:
    """Not forged, not missing, not long out of date."""
    return is_younger(text, LONGEST)


def is_too_quick(text: str) -> bool:
    return is_younger(text, QUICKEST)


def is_younger(text: str, limit: timedelta) -> bool:
    try:
        signing.TimestampSigner(salt=STAMP).unsign(text, max_age=limit)
    except signing.BadSignature:  # Also of one that has expired.
        return False
    return True
