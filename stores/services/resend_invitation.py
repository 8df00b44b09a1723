from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stores.claims import claim
from stores.models import Invitation, Store, User
from stores.models.invitation import digest, expires_at, new_token
from stores.services.invite import count_mail, send_later
from stores.services.membership_rules import check_leads, team_locked


def resend_invitation(*, store: Store, public_id: UUID, by: User) -> Invitation:
    """Send a new link, which holds as long as that of a new invitation; the earlier link stops
    working at once. Also for an invitation that has expired.

    Locks the store's row. Raises Invitation.DoesNotExist; ValidationError if it was accepted or
    revoked, if ``by`` does not lead the store, if an expired one finds no room any more
    (LimitReached), or if too many mails were sent today. Twice sends
    two mails, of which the last counts."""
    with team_locked(store):
        check_leads(store, by)
        invitation = Invitation.objects.select_for_update().get(store=store, public_id=public_id)
        if invitation.accepted_at is not None or invitation.revoked_at is not None:
            raise ValidationError(
                _("The invitation of %(email)s is closed. Invite them anew.")
                % {"email": invitation.email}
            )
        if invitation.is_expired:  # It counted no more.
            claim(store, "staff")
        count_mail(store)
        invitation.token_digest = digest(new_token())
        invitation.expires_at = expires_at()
        invitation.save(update_fields=["token_digest", "expires_at"])
        send_later(store, invitation)
    return invitation
