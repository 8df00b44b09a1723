from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stores.claims import claim
from stores.models import Invitation, Store, User
from stores.models.invitation import digest, new_token
from stores.rate_limits import Limit, take
from stores.scope import store_scope
from stores.selectors.staff import members_of
from stores.services.membership_rules import check_leads, group_for, team_locked

MAILS_A_DAY = Limit("invitations", 30, timedelta(days=1))
"""Of a store: its name stands in a mail to whomever somebody types."""


def invite(*, store: Store, email: str, role: str, by: User, note: str = "") -> Invitation:
    """Ask somebody by e-mail to join ``store`` (the platform's row: the team of operators).

    Whether the address has a sign-in somewhere is not looked at: the answer and the mail are the
    same. Locks the store's row. Raises ValidationError by field (email, role), or without one if
    ``by`` does not lead the store, it has as many people as its plan allows (LimitReached) or too
    many mails were sent today; for somebody who is a member
    or has an invitation that holds, so that called twice the second raises."""
    email = email.strip().lower()
    validate_address(email)
    with team_locked(store):
        check_leads(store, by)
        group = group_for(store, role)
        check_is_new(store, email)
        claim(store, "staff")
        count_mail(store)
        invitation = Invitation.objects.create(
            store=store,
            email=email,
            group=group,
            invited_by=by,
            token_digest=digest(new_token()),  # Of nothing: the mail brings the link that holds.
        )
        send_later(store, invitation, note)
    return invitation


def validate_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(
            {"email": _("“%(email)s” is not an e-mail address.") % {"email": email}}
        ) from None


def check_is_new(store: Store, email: str) -> None:
    """An invitation that has expired makes room for another."""
    if members_of(store).filter(user__email=email).exists():
        raise ValidationError(
            {"email": _("%(email)s is a member already. Change the role there.") % {"email": email}}
        )
    earlier = Invitation.objects.filter(
        store=store, email=email, accepted_at=None, revoked_at=None
    ).first()
    if earlier is not None and earlier.is_open:
        raise ValidationError(
            {
                "email": _("%(email)s is invited already. Send that invitation again or revoke it.")
                % {"email": email}
            }
        )
    if earlier is not None:
        earlier.revoked_at = timezone.now()
        earlier.save(update_fields=["revoked_at"])


def count_mail(store: Store) -> None:
    wait = take(MAILS_A_DAY, str(store.pk))
    if wait:
        hours = -(-int(wait.total_seconds()) // 3600)
        raise ValidationError(
            ngettext(
                "Too many invitations were sent today. Try again in an hour.",
                "Too many invitations were sent today. Try again in %(hours)d hours.",
                hours,
            )
            % {"hours": hours}
        )


def send_later(store: Store, invitation: Invitation, note: str = "") -> None:
    """The task belongs to the store. No token goes with it: what stands in the table of tasks is
    as good as sent."""
    from stores.tasks import send_invitation

    def enqueue() -> None:
        with store_scope(store):
            send_invitation.enqueue(str(invitation.public_id), note)

    transaction.on_commit(enqueue)
