from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm
from wagtail.admin.views.account import PasswordResetView

from stores.auth import MembershipBackend
from stores.mail import sender
from stores.models import Store, User
from stores.sign_in.notices import language_of
from stores.sign_in.reset_links import name_in_link


class PasswordResetForm(WagtailPasswordResetForm):
    """Wagtail's form. Its mail comes from the store, in the person's language, and leads to the
    store's public address whatever port the request came in by."""

    def get_users(self, email: str) -> Iterator[User]:
        """Also those who never had a password: an owner whose store was made without one. Only
        members of the store are seen here; who is there for support comes in another way."""
        for user in User.objects.filter(email__iexact=email, is_active=True):
            if same_address(user.email, email) and MembershipBackend().user_can_authenticate(user):
                yield user

    def send(self, store: Store) -> None:
        """Mail the link to whoever has the address that was typed; to nobody if nobody has."""
        self.store = store
        public = urlsplit(store.absolute_url())
        self.save(
            domain_override=public.netloc,
            use_https=public.scheme == "https",
            from_email=sender(store),
            subject_template_name=PasswordResetView.subject_template_name,
            email_template_name=PasswordResetView.email_template_name,
            extra_email_context={"store": store},
        )

    def send_mail(self, subject: str, body: str, context: Any, *args: Any, **kwargs: Any) -> None:
        context["uid"] = name_in_link(context["user"])
        with translation.override(language_of(context["user"], self.store)):
            super().send_mail(subject, body, context, *args, **kwargs)


def same_address(one: str, other: str) -> bool:
    """As Django compares them: the database takes some letters for the same that are not."""
    one, other = (unicodedata.normalize("NFKC", text).casefold() for text in (one, other))
    return one == other
