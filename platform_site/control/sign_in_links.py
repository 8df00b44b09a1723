"""The link by which a new owner sets a password."""

from __future__ import annotations

from django.conf import settings

from stores.models import Store, User
from stores.sign_in.reset_links import reset_path


def set_password_link(store: Store, user: User) -> str:
    """The address on the store's host where ``user`` chooses a password; once, and for as long
    as PASSWORD_RESET_TIMEOUT says. Empty for somebody who has a password already: nobody gets
    a key to an account in use."""
    if user.has_usable_password():
        return ""
    return store.absolute_url(reset_path(user, urlconf=settings.ROOT_URLCONF))
