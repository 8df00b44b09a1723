from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from stores import actors
from stores.isolation.registry import isolate
from stores.models.base import StoreOwned


@isolate(platform_rows=True)
class AuditEntry(StoreOwned):
    """Who did what, from where, and what it was before and after. Append-only: the database
    refuses to change or delete an entry. Written by triggers (``stores.audit.operations``) for
    what changes rows and by ``record_audit`` for everything else."""

    class ActorKind(models.TextChoices):
        PERSON = actors.PERSON, _("Member of the store")
        SUPPORT = actors.SUPPORT, _("Provider’s support")
        OPERATOR = actors.OPERATOR, _("Provider’s team")
        SHOPPER = actors.SHOPPER, _("Shopper")
        SYSTEM = actors.SYSTEM, _("Background work")
        COMMAND = actors.COMMAND, _("Command line")

    public_id = models.UUIDField(default=uuid7, db_default=RandomUUID())
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    action = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=20, choices=ActorKind.choices)
    actor_id = models.BigIntegerField(null=True)
    """No foreign key: an entry outlives whoever made it."""
    actor_name = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=45, blank=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    object_name = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    after = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    reason = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["store", "-id"], name="audit_newest"),
            models.Index(fields=["store", "action", "-id"], name="audit_by_action"),
            models.Index(fields=["store", "actor_kind", "-id"], name="audit_by_kind"),
            models.Index(fields=["store", "actor_name", "-id"], name="audit_by_actor"),
            models.Index(fields=["store", "address", "-id"], name="audit_by_address"),
            models.Index(fields=["store", "created_at"], name="audit_by_date"),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.object_name}"
