"""Whom the link of a forgotten password is for: nothing in a mail counts the platform's people."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from stores.encryption import decrypt, encrypt
from stores.models import User

PURPOSE = "password reset "


def name_in_link(user: User) -> str:
    """Encrypted, and different each time."""
    return encrypt(f"{PURPOSE}{user.pk}")


def person_in_link(name: str) -> User | None:
    """None for what is none of ours, and for somebody who is not a member here."""
    try:
        purpose, _found, key = decrypt(name).rpartition(" ")
    except (ImproperlyConfigured, UnicodeError):
        return None
    return User.objects.filter(pk=key).first() if f"{purpose} " == PURPOSE else None


def reset_path(user: User, urlconf: str | None = None) -> str:
    return reverse(
        "wagtailadmin_password_reset_confirm",
        urlconf=urlconf,
        args=[name_in_link(user), default_token_generator.make_token(user)],
    )
