from __future__ import annotations

import secrets

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import isolate
from stores.models.base import StoreOwned


def new_token() -> str:
    return secrets.token_urlsafe(32)


@isolate()
class NewsletterSubscriber(StoreOwned):
    """Somebody who wants to hear from the store: asked for in the shop, confirmed by the link in
    a mail, ended by the link in every mail since. Services in ``stores.services.newsletter``."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Not confirmed yet")
        CONFIRMED = "confirmed", _("Confirmed")
        LEFT = "left", _("Unsubscribed")

    email = models.EmailField(_("e-mail"))
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.WAITING
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    token = models.CharField(max_length=64, default=new_token, editable=False)
    """What the links in mails hold. Of this address alone, and changed when somebody leaves."""
    asked_at = models.DateTimeField(_("signed up"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    left_at = models.DateTimeField(_("unsubscribed"), null=True, editable=False)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("newsletter subscriber")
        verbose_name_plural = _("newsletter subscribers")
        constraints = [
            models.UniqueConstraint(fields=["store", "email"], name="subscriber_once_a_store"),
            models.UniqueConstraint(fields=["store", "token"], name="subscriber_token"),
        ]
        indexes = [models.Index(fields=["store", "status", "-asked_at"], name="subscriber_list")]

    def __str__(self) -> str:
        return self.email

    def confirm_url(self) -> str:
        return reverse("shop:newsletter_confirm", args=[self.token])

    def leave_url(self) -> str:
        return reverse("shop:newsletter_leave", args=[self.token])

    @property
    def leave_address(self) -> str:
        """What every mail to the address has to hold; empty for who has left."""
        if self.status == self.Status.LEFT:
            return ""
        return self.store.absolute_url(self.leave_url())
