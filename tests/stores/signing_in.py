"""What the tests about signing in share."""

from __future__ import annotations

import pyotp
from django.test import Client

from stores.models import SecondFactor, User
from stores.scope import platform_scope
from stores.sign_in.second_factor import confirm_second_factor, prepare_second_factor
from tests.conftest import PASSWORD

ALPHA, BETA = "alpha.localhost", "beta.localhost"


def sign_in(host: str, email: str, password: str = PASSWORD, **headers: str):
    return Client(HTTP_HOST=host, **headers).post(
        "/admin/login/", {"username": email, "password": password}
    )


def app_of(user: User) -> pyotp.TOTP:
    """The authenticator app that was set up with the person's secret."""
    with platform_scope():
        return pyotp.TOTP(SecondFactor.objects.get(user=user).secret)


def set_up(user: User) -> list[str]:
    """Give somebody a second factor; back come the recovery codes. The codes that the app shows
    now can be used again."""
    prepare_second_factor(user=user)
    codes = confirm_second_factor(user=user, code=app_of(user).now())
    forget_steps(user)
    return codes


def forget_steps(user: User) -> None:
    with platform_scope():
        SecondFactor.objects.filter(user=user).update(last_used_step=0)
