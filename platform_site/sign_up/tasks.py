"""Background work of the public sign-up. It belongs to the platform."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from platform_site.sign_up.mail import send_link
from stores.models import SignUp
from stores.schedule import every
from stores.scope import platform_scope

KEPT_FOR = timedelta(days=30)
"""A sign-up that became a store, for whoever is asked about it; the password went at once."""


@task()
def send_sign_up(public_id: str, attempt: int = 0) -> None:
    with platform_scope():
        sign_up = SignUp.objects.filter(public_id=public_id, confirmed_at=None).first()
        if sign_up is not None:
            send_link(sign_up=sign_up, attempt=attempt)


@every(3600)
def forget_sign_ups() -> int:
    """Drop those that nobody confirmed in time, and old ones that became a store. Returns how
    many."""
    now = timezone.now()
    with platform_scope():
        abandoned = SignUp.objects.filter(confirmed_at=None, expires_at__lt=now)
        old = SignUp.objects.filter(confirmed_at__lt=now - KEPT_FOR)
        return abandoned.delete()[0] + old.delete()[0]
