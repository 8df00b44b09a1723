from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.models import Invitation, Store, User
from stores.services.membership_rules import check_leads, team_locked


def revoke_invitation(*, store: Store, public_id: UUID, by: User) -> Invitation:
    """The link of an invitation stops working at once.

    Locks the store's row, so that either this or an acceptance comes first. Raises
    Invitation.DoesNotExist; ValidationError if it was accepted or ``by`` does not lead the store.
    Safe to repeat."""
    with team_locked(store):
        check_leads(store, by)
        invitation = Invitation.objects.select_for_update().get(store=store, public_id=public_id)
        if invitation.accepted_at is not None:
            raise ValidationError(
                _("%(email)s has accepted already. Remove them from the list of people instead.")
                % {"email": invitation.email}
            )
        if invitation.revoked_at is None:
            invitation.revoked_at = timezone.now()
            invitation.save(update_fields=["revoked_at"])
    return invitation
