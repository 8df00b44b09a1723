from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import Kind, isolate
from stores.models.base import StoreForeignKey
from stores.scope import platform_scope


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.with_address(username or "").get()

    def with_address(self, email: str) -> models.QuerySet[User]:
        """Whoever has it, letter by letter, in whatever case. ``iexact`` compares by ``upper``, to
        which some letters are the same that are not (``ı`` and ``i``): an address like somebody
        else's would pass for theirs."""
        return self.alias(lower=Lower("email")).filter(lower=email.strip().lower())


@isolate(Kind.PEOPLE, column="id")
class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in to an admin: an operator, a store's owner or staff.

    Rights come from memberships alone: ``groups`` goes through ``Membership``, which is isolated,
    so that on a store's host a person's groups are those held there. Nobody is a superuser (a
    check in the database holds it): a superuser's rights would not end at the store (ADR 2).
    """

    email = models.EmailField(_("e-mail"), unique=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    groups = models.ManyToManyField(  # type: ignore[assignment]
        Group, through="stores.Membership", related_name="user_set", related_query_name="user"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once_whatever_its_case"),
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="no_superuser"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A person who changes their password does so for every store they are in: a trigger lets
        only the platform's scope write it, and this is the door to it. Who is not visible where
        the code runs cannot be loaded, and so not be saved."""
        with platform_scope():
            super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.email

    @property
    def is_staff(self) -> bool:
        """Django's name for “may enter the admin”; here every member may."""
        return True


@isolate(platform_rows=True)
class Membership(models.Model):
    """What a person is in one store; in store 0, what an operator is on the control host."""

    store = StoreForeignKey(related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    """From then on the membership is invisible to the store, so that it is none."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "user", "group"], name="one_membership")
        ]
        indexes = [models.Index(fields=["user", "store"])]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.store_id} as {self.group_id}"
