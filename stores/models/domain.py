from __future__ import annotations

import secrets

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import isolate
from stores.models.base import StoreForeignKey


def new_token() -> str:
    """What a TXT record has to say to prove a domain."""
    return secrets.token_hex(20)


# RFC 1123: labels of letters, digits and inner hyphens; 253 characters in all.
hostname_validator = RegexValidator(
    r"\A(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*"
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z",
    _("Not a host name. Use small letters, digits, hyphens and dots, such as shop.example.com."),
)


@isolate(platform_rows=True)
class Domain(models.Model):
    """A host name under which a store (or the control host, store 0) answers."""

    class Kind(models.TextChoices):
        PLATFORM = "platform", _("Subdomain of the platform")
        CUSTOM = "custom", _("Own domain")

    store = StoreForeignKey(related_name="domains")
    hostname = models.CharField(max_length=253, validators=[hostname_validator])
    is_primary = models.BooleanField(default=False)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.PLATFORM)
    token = models.CharField(max_length=40, default=new_token, editable=False)
    verified_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Before it was proved, nothing answers on it.")
    )
    checked_at = models.DateTimeField(null=True, editable=False)
    found = models.CharField(
        max_length=500, blank=True, editable=False, help_text=_("What DNS said last.")
    )
    problem = models.CharField(
        max_length=500, blank=True, editable=False, help_text=_("Why the last check failed.")
    )
    leads_here = models.BooleanField(
        null=True, editable=False, help_text=_("Whether visitors of the name come to us.")
    )
    lost_at = models.DateTimeField(
        null=True, editable=False, help_text=_("Since when a verified one has had no proof.")
    )
    next_check_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-is_primary", "hostname"]
        constraints = [
            models.UniqueConstraint(
                fields=["store"], condition=models.Q(is_primary=True), name="one_primary_domain"
            ),
            models.UniqueConstraint(
                fields=["hostname"],
                condition=models.Q(verified_at__isnull=False),
                name="one_store_per_host",
            ),
            models.UniqueConstraint(fields=["store", "hostname"], name="domain_once_in_store"),
            models.CheckConstraint(
                condition=models.Q(is_primary=False) | models.Q(verified_at__isnull=False),
                name="primary_domain_is_verified",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_check_at"],
                condition=models.Q(next_check_at__isnull=False),
                name="domains_to_check",
            ),
            models.Index(
                fields=["hostname"], name="domains_by_beginning", opclasses=["varchar_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.hostname
