"""The link by which a new owner sets a password."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from stores.models import Store, User


def set_password_link(store: Store, user: User) -> str:
    """The address on the store's host where ``user`` chooses a password; once, and for as long
    as PASSWORD_RESET_TIMEOUT says. Empty for somebody who has a password already: nobody gets
    a key to an account in use."""
    if user.has_usable_password():
        return ""
    path = reverse(
        "wagtailadmin_password_reset_confirm",
        urlconf=settings.ROOT_URLCONF,
        args=[
            urlsafe_base64_encode(force_bytes(user.pk)),
            default_token_generator.make_token(user),
        ],
    )
    return store.absolute_url(path)
