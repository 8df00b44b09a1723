from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from stores.models.user import Membership, User
from stores.roles import SUPPORT
from stores.scope import PLATFORM_ID, owner_id


class MembershipBackend(ModelBackend):
    """Signs in members of the store in scope, with the rights they hold there.

    Somebody who is not a member is invisible to the database session, so that signing in is
    not refused but impossible, and takes as long as with an unknown address."""

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        held = Membership.objects.filter(user=user_obj, store_id=owner_id() or PLATFORM_ID)
        return Permission.objects.filter(group__in=held.values("group"))

    def user_can_authenticate(self, user: Any) -> bool:
        """An operator who visits for support is let in from the control host, never by password."""
        if not super().user_can_authenticate(user):
            return False
        return Membership.objects.filter(user=user).exclude(group__name=SUPPORT).exists()

    def get_user(self, user_id: Any) -> User | None:
        """Of a session: whoever is active and a member here; others are invisible."""
        return User.objects.filter(pk=user_id, is_active=True).first()
