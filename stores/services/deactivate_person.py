"""Whether somebody may sign in at all: at every store they belong to, and on the control host.
For operators; who may do so is asked by the caller."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stores.actors import current_actor
from stores.models import Store, User
from stores.scope import PLATFORM_ID, platform_scope
from stores.services.end_sessions import end_sessions
from stores.services.end_support import end_all_support
from stores.services.membership_rules import withdraw_invitations_by
from stores.services.record_audit import record_audit


def deactivate_person(*, user: User, reason: str) -> bool:
    """Nobody signs in as them from now on: sessions and visits for support end at once, and so do
    invitations that they sent; what they hold stays. Whether they were active; twice does nothing.

    Locks the platform's row, so that of two operators who lock each other out the second is
    refused, and the person's. Raises ValidationError for the one who asks, and for one who is
    locked out themselves."""
    with platform_scope(), transaction.atomic():
        Store.all_objects.select_for_update(no_key=True).get(pk=PLATFORM_ID)
        asks = current_actor().user_id
        if user.pk == asks:
            raise ValidationError(_("You cannot lock yourself out: ask a colleague."))
        if User.objects.filter(pk__in=[asks], is_active=False).exists():
            raise ValidationError(_("A colleague has locked you out."))
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if not locked.is_active:
            return False
        locked.is_active = False
        locked.save(update_fields=["is_active"])
        end_all_support(operator=locked)
        withdraw_invitations_by(None, locked)
        record_audit(
            action="person.deactivated",
            object=locked,
            object_name=locked.email,
            after={"sessions": end_sessions(user=locked)},
            reason=reason,
        )
    return True


def reactivate_person(*, user: User, reason: str) -> bool:
    """They sign in again with what they had. Whether they were not active; twice does nothing.
    Locks the person's row."""
    with platform_scope(), transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if locked.is_active:
            return False
        locked.is_active = True
        locked.save(update_fields=["is_active"])
        record_audit(
            action="person.reactivated", object=locked, object_name=locked.email, reason=reason
        )
    return True


def sign_out_person(*, user: User, reason: str) -> bool:
    """End their sessions everywhere; they can sign in again. Whether there were any."""
    with platform_scope(), transaction.atomic():
        ended = end_sessions(user=user)
        record_audit(
            action="sign_out.everywhere",
            object=user,
            object_name=user.email,
            after={"sessions": ended},
            reason=reason,
        )
    return bool(ended)
