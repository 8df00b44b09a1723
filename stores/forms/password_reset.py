from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from stores.mail import sender
from stores.models import Store, User


class PasswordResetForm(WagtailPasswordResetForm):
    """Wagtail's form. Its mail comes from the store, and leads to the store's public address
    whatever port the request came in by."""

    def get_users(self, email: str) -> Iterator[User]:
        """Also those who never had a password: an owner whose store was made without one. Only
        members of the store are seen here."""
        for user in User.objects.filter(email__iexact=email, is_active=True):
            if same_address(user.email, email):
                yield user

    def save(self, *args: Any, request: Any, **kwargs: Any) -> None:
        store: Store = request.store
        public = urlsplit(store.absolute_url())
        kwargs |= {
            "domain_override": public.netloc,
            "use_https": public.scheme == "https",
            "from_email": sender(store),
            "extra_email_context": {"store": store},
        }
        super().save(*args, request=request, **kwargs)


def same_address(one: str, other: str) -> bool:
    """As Django compares them: the database takes some letters for the same that are not."""
    one, other = (unicodedata.normalize("NFKC", text).casefold() for text in (one, other))
    return one == other
