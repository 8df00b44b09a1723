from __future__ import annotations

import logging
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from stores.mail import sender
from stores.models import Invitation, Store
from stores.models.invitation import digest, new_token
from stores.roles import role_name
from stores.scope import platform_scope
from stores.text import one_line

logger = logging.getLogger(__name__)

RETRIES = 6
FIRST_RETRY = timedelta(minutes=2)


def send_invitation(*, invitation: Invitation, note: str = "", attempt: int = 0) -> None:
    """Mail the link of an invitation, in the store's language, from its name at the platform's
    address. The link's token is made here, and only its digest is kept: so each mail brings a new
    link and ends the one before. Twice sends two mails, of which the last counts.

    Nothing is sent for an invitation that is no longer open. A mail server that cannot be reached
    or refuses is tried again later."""
    try:
        _send(invitation, note)
    except OSError:  # Refusals (SMTPException) are OSErrors as well.
        logger.warning("Invitation %s could not be sent.", invitation.public_id, exc_info=True)
        _try_later(invitation, note, attempt)


def _send(invitation: Invitation, note: str) -> None:
    """Locks the invitation while it sends, so that it is not accepted by a link about to end."""
    with platform_scope(on_behalf_of=invitation.store), transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not locked.is_open:
            return
        token = new_token()
        locked.token_digest = digest(token)
        locked.save(update_fields=["token_digest"])
        store: Store = locked.store
        with translation.override(store.language), timezone.override(store.time_zone):
            mail = invitation_mail(store, locked, token, note)
        mail.send()


def _try_later(invitation: Invitation, note: str, attempt: int) -> None:
    from stores.tasks import send_invitation as job

    if attempt < RETRIES and job.get_backend().supports_defer:
        when = timezone.now() + FIRST_RETRY * 2**attempt
        job.using(run_after=when).enqueue(str(invitation.public_id), note, attempt + 1)


def invitation_mail(
    store: Store, invitation: Invitation, token: str, note: str
) -> EmailMultiAlternatives:
    context = {
        "store": store,
        "invitation": invitation,
        "inviter": invitation.invited_by,
        "role": role_name(invitation.group.name),
        "note": note,
        "url": store.absolute_url(reverse("invitation_link", args=[token])),
    }
    subject = _("You are invited to %(store)s") % {"store": one_line(store.name)}
    answers_to = invitation.invited_by.email if invitation.invited_by else store.contact_email
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("stores/mail/invitation.txt", context).strip() + "\n",
        from_email=sender(store),
        to=[invitation.email],
        reply_to=[answers_to] if answers_to else None,
    )
    mail.attach_alternative(render_to_string("stores/mail/invitation.html", context), "text/html")
    return mail
