from __future__ import annotations

import logging
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.languages import shop_in
from stores.mail import sender
from stores.models import NewsletterSubscriber, Store
from stores.text import one_line

logger = logging.getLogger(__name__)

RETRIES = 6
FIRST_RETRY = timedelta(minutes=2)


def send_confirmation(*, subscriber: NewsletterSubscriber, attempt: int = 0) -> None:
    """Mail the link that confirms a wish for the newsletter, in the language it was asked in.
    Nothing is sent to who does not wait for it (any more). Twice sends the same link twice; a mail
    server that cannot be reached or refuses is tried again later."""
    if subscriber.status != NewsletterSubscriber.Status.WAITING:
        return
    store = subscriber.store
    try:
        with shop_in(store, subscriber.language or store.language):
            confirmation_mail(store, subscriber).send()
    except OSError:  # Refusals (SMTPException) are OSErrors as well.
        logger.warning("Confirmation %s could not be mailed.", subscriber.pk, exc_info=True)
        _try_later(subscriber, attempt)


def _try_later(subscriber: NewsletterSubscriber, attempt: int) -> None:
    from stores.tasks import send_newsletter_confirmation as job

    if attempt < RETRIES and job.get_backend().supports_defer:
        when = timezone.now() + FIRST_RETRY * 2**attempt
        job.using(run_after=when).enqueue(subscriber.pk, attempt + 1)


def confirmation_mail(store: Store, subscriber: NewsletterSubscriber) -> EmailMultiAlternatives:
    leave = subscriber.leave_address
    context = {
        "store": store,
        "confirm_url": store.absolute_url(subscriber.confirm_url()),
        "leave_url": leave,
    }
    mail = EmailMultiAlternatives(
        subject=_("Please confirm: news from %(store)s") % {"store": one_line(store.name)},
        body=render_to_string("stores/mail/newsletter.txt", context).strip() + "\n",
        from_email=sender(store),
        to=[subscriber.email],
        reply_to=[store.contact_email] if store.contact_email else None,
        headers={
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        },
    )
    mail.attach_alternative(render_to_string("stores/mail/newsletter.html", context), "text/html")
    return mail
