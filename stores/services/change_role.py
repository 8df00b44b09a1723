from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stores.models import Membership, Store, User
from stores.roles import leading_role
from stores.selectors.staff import members_of
from stores.services.membership_rules import (
    check_leads,
    group_for,
    team_locked,
    withdraw_invitations_by,
)


def change_role(*, store: Store, user: User, role: str, by: User) -> Membership:
    """Give a member another role in place of theirs; it counts from their next click.

    Locks the store's row: of two owners who demote each other at the same moment the second is
    refused, so that one is always left. Raises Membership.DoesNotExist for somebody who is no
    member; ValidationError for one's own role, for a role that the store does not have (field
    ``role``), and if ``by`` does not lead the store. Safe to repeat."""
    with team_locked(store):
        check_leads(store, by)
        if user.pk == by.pk:
            raise ValidationError(
                _("Nobody changes their own role. Ask another owner, or make one first.")
            )
        group = group_for(store, role)
        held = list(members_of(store).filter(user=user).order_by("pk"))
        if not held:
            raise Membership.DoesNotExist
        membership, *others = held
        for other in others:
            other.delete()
        if membership.group_id != group.pk:
            membership.group = group
            membership.save(update_fields=["group"])
        if role != leading_role(store):
            withdraw_invitations_by(store, user)
    return membership
