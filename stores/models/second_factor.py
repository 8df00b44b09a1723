from __future__ import annotations

from django.db import models

from stores.encryption import EncryptedTextField
from stores.isolation.registry import Kind, isolate
from stores.models.user import User


@isolate(Kind.PLATFORM)
class SecondFactor(models.Model):
    """A person's authenticator app (TOTP, RFC 6238). The person's, not a store's: no store's
    scope sees it, so that nobody who runs one store can weaken a sign-in at another."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="second_factor"
    )
    secret = EncryptedTextField()
    confirmed_at = models.DateTimeField(null=True)
    last_used_step = models.BigIntegerField(default=0)
    """The 30-second step of the last code accepted: no code counts twice."""
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"of {self.user_id}"


@isolate(Kind.PLATFORM)
class RecoveryCode(models.Model):
    """Signs a person in once when the app is lost. Only a digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"of {self.user_id}"
