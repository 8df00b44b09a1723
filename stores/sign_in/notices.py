"""Mails to a person about their own sign-in, in their language, from where it was done."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.users.models import UserProfile

from stores.mail import sender
from stores.models import Store, User
from stores.scope import PLATFORM_ID, owner_id
from stores.text import one_line


class Notice(models.TextChoices):
    PASSWORD_CHANGED = "password_changed", _("Your password was changed")
    SECOND_FACTOR_ADDED = "second_factor_added", _("A second factor was added to your sign-in")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("Your second factor was removed")
    SECOND_FACTOR_RESET = "second_factor_reset", _("Your second factor was reset")
    RECOVERY_CODE_USED = "recovery_code_used", _("A recovery code was used")


WHAT = {
    Notice.PASSWORD_CHANGED: _(
        "The password of your sign-in was changed. You were signed out on all other devices."
    ),
    Notice.SECOND_FACTOR_ADDED: _(
        "From now on your sign-in asks for a code from your authenticator app. Keep your recovery"
        " codes where you find them without your phone."
    ),
    Notice.SECOND_FACTOR_REMOVED: _("Your sign-in no longer asks for a code."),
    Notice.SECOND_FACTOR_RESET: _(
        "The provider has removed the authenticator app and the recovery codes from your sign-in"
        " and signed you out everywhere. Sign in with your password and set up the app anew."
    ),
    Notice.RECOVERY_CODE_USED: _(
        "Somebody signed in with one of your recovery codes. It cannot be used again."
    ),
}


def tell(user: User, notice: Notice) -> None:
    """In the background; part of the caller's transaction. Twice sends two."""
    send_notice.enqueue(user.pk, str(notice))


@task()
def send_notice(user_id: int, notice: str) -> None:
    kind = Notice(notice)
    user = User.objects.get(pk=user_id)
    store = Store.all_objects.get(pk=owner_id() or PLATFORM_ID)
    with translation.override(language_of(user, store)):
        body = render_to_string(
            "stores/security/mail.txt", {"store": store, "user": user, "what": WHAT[kind]}
        )
        EmailMessage(
            subject=one_line(f"{store.name}: {kind.label}"),
            body=body,
            from_email=sender(store),
            to=[user.email],
        ).send()


def language_of(user: User, store: Store) -> str:
    """The one that the person chose for the admin, else the store's."""
    profile = UserProfile.objects.filter(user=user).only("preferred_language").first()
    return (profile.preferred_language if profile else "") or store.language
