from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from stores.models import NewsletterSubscriber
from stores.models.newsletter import new_token
from stores.rate_limits import Limit, take

MAILS = Limit("newsletter mails to an address", 3, timedelta(days=1))
"""Whoever types a stranger's address cannot fill their mailbox."""
KEPT = timedelta(days=14)
"""An address that nobody confirms is forgotten."""


def subscribe(*, email: str, language: str) -> None:
    """Note the wish and mail the link that confirms it, in the store in scope; ``email`` is in
    small letters. Nobody learns whether the address was known: for one that is on the list
    nothing is changed and nothing sent. Twice sends a second mail with the same link, at most
    three a day."""
    from stores.tasks import send_newsletter_confirmation

    with transaction.atomic():
        subscriber, created = NewsletterSubscriber.objects.select_for_update().get_or_create(
            email=email, defaults={"language": language}
        )
        if subscriber.status == NewsletterSubscriber.Status.CONFIRMED or take(MAILS, email):
            return
        if not created:
            if subscriber.status == NewsletterSubscriber.Status.LEFT:
                subscriber.token = new_token()
            subscriber.status = NewsletterSubscriber.Status.WAITING
            subscriber.language, subscriber.asked_at = language, timezone.now()
            subscriber.save(update_fields=["token", "status", "language", "asked_at"])
        pk = subscriber.pk
        transaction.on_commit(lambda: send_newsletter_confirmation.enqueue(pk))


def confirm(*, token: str) -> NewsletterSubscriber | None:
    """Put the address on the list; None if no address of the store waits or stands there with this
    token. Twice changes nothing more."""
    with transaction.atomic():
        found = NewsletterSubscriber.objects.select_for_update().filter(token=token)
        subscriber = found.exclude(status=NewsletterSubscriber.Status.LEFT).first()
        if subscriber is not None and subscriber.status == NewsletterSubscriber.Status.WAITING:
            subscriber.status = NewsletterSubscriber.Status.CONFIRMED
            subscriber.confirmed_at, subscriber.left_at = timezone.now(), None
            subscriber.save(update_fields=["status", "confirmed_at", "left_at"])
    return subscriber


def leave(*, token: str) -> NewsletterSubscriber | None:
    """Take the address off the list; None if there is none with this token. Twice changes nothing
    more."""
    with transaction.atomic():
        found = NewsletterSubscriber.objects.select_for_update().filter(token=token)
        subscriber = found.first()
        if subscriber is not None and subscriber.status != NewsletterSubscriber.Status.LEFT:
            subscriber.status = NewsletterSubscriber.Status.LEFT
            subscriber.left_at = timezone.now()
            subscriber.save(update_fields=["status", "left_at"])
    return subscriber


def forget_unconfirmed() -> int:
    """Drop addresses that were not confirmed in time, of all stores; returns how many."""
    from stores.scope import platform_scope

    with platform_scope():
        waiting = NewsletterSubscriber.objects.filter(
            status=NewsletterSubscriber.Status.WAITING, asked_at__lt=timezone.now() - KEPT
        )
        return waiting.delete()[0]
