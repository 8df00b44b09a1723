"""Who may change who belongs to a store. Each of these runs under the lock of the store's row, so
that two people who change a team at the same moment do it one after the other."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.models import Invitation, Store, User
from stores.roles import roles_of
from stores.scope import platform_scope
from stores.selectors.staff import leaders_of


@contextmanager
def team_locked(store: Store) -> Generator[None]:
    """A transaction in which nobody else changes the store's team: only the platform writes
    memberships and invitations (ADR 10), here for the store."""
    with platform_scope(on_behalf_of=store), transaction.atomic():
        Store.all_objects.select_for_update(no_key=True).get(pk=store.pk)
        yield


def check_leads(store: Store, person: User) -> None:
    """Owners lead a store, operators the platform. Raises ValidationError for everybody else."""
    if not leaders_of(store).filter(user=person).exists():
        raise ValidationError(
            _("Only operators change the team.")
            if store.is_platform
            else _("Only an owner changes who works here.")
        )


def group_for(store: Store, role: str) -> Group:
    """Raises ValidationError for a role that nobody can be given in the store."""
    if role not in roles_of(store):
        raise ValidationError({"role": _("Choose one of the roles offered.")})
    return Group.objects.get(name=role)


def withdraw_invitations_by(store: Store | None, user: User) -> None:
    """Who leads no more invites no more; a link they sent must not outlive that. None: at every
    store, for who may sign in nowhere."""
    open_ones = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    if store is not None:
        open_ones = open_ones.filter(store=store)
    open_ones.filter(invited_by=user).update(revoked_at=timezone.now())
