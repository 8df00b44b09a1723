from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from uuid6 import uuid7

from stores.isolation.registry import Kind, isolate

LIFETIME = timedelta(days=2)


def expires_at() -> datetime:
    return timezone.now() + LIFETIME


@isolate(Kind.PLATFORM)
class SignUp(models.Model):
    """Somebody wants to open a store and has not proved their e-mail address yet. The link in
    the mail holds a token, of which only a digest is kept; the store is made when it is used."""

    public_id = models.UUIDField(default=uuid7, editable=False, unique=True)
    email = models.EmailField()
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    password = models.CharField(max_length=128, blank=True, help_text="Hashed.")
    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=63)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=12)
    time_zone = models.CharField(max_length=64)
    plan = models.ForeignKey("stores.Plan", on_delete=models.SET_NULL, null=True, related_name="+")
    template_slug = models.CharField(max_length=63, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    address = models.CharField(max_length=45, blank=True, help_text="Where it came from.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=expires_at, db_index=True)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    store_slug = models.CharField(max_length=63, blank=True, help_text="Of the store made.")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.email
