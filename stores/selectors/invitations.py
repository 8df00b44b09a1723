"""Invitations as whoever holds a link finds them. Links are looked up at one store."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stores.models import Invitation, Store, User
from stores.scope import platform_scope


def find_invitation(store: Store, token_digest: str) -> Invitation | None:
    """Open or not; None for the link of another store, as for none."""
    with platform_scope(on_behalf_of=store):
        found = Invitation.objects.select_related("group", "invited_by")
        return found.filter(store=store, token_digest=token_digest).first()


def invitation_by(store: Store, token_digest: str) -> Invitation:
    """The open one. Raises ValidationError that says what to do if it is not."""
    invitation = find_invitation(store, token_digest)
    if invitation is None or invitation.revoked_at is not None:
        raise ValidationError(
            _("This invitation does not hold. Ask whoever invited you for a new one.")
        )
    if invitation.accepted_at is not None:
        raise ValidationError(_("This invitation was accepted already: please sign in."))
    if invitation.is_expired:
        raise ValidationError(
            _("This invitation has expired. Ask whoever invited you to send it again.")
        )
    return invitation


def account_of(invitation: Invitation) -> User | None:
    """Of the address invited, wherever it is used. Addresses are kept in small letters, and
    compared letter by letter: the database takes some letters for the same that are not."""
    with platform_scope():
        return User.objects.filter(email=invitation.email, is_active=True).first()
