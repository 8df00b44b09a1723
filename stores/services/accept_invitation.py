from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.actors import PERSON, acting, current_actor
from stores.claims import claim
from stores.counters import members
from stores.limits import LimitReached
from stores.models import Invitation, Membership, Store, User
from stores.scope import platform_scope
from stores.selectors.invitations import account_of, invitation_by
from stores.selectors.staff import members_of
from stores.services.membership_rules import team_locked
from stores.services.record_audit import record_audit
from stores.sign_in.limits import password_try, waiting_words


def accept_as_new(
    *, store: Store, token_digest: str, first_name: str, last_name: str = "", password: str
) -> User:
    """Make an account for whoever holds the link of an invitation, and a member of them.

    Locks the store's row. Raises ValidationError by field (password), and without one if the
    invitation does not hold (any more) or the address has got an account since the form was
    shown; so twice raises, and makes nothing twice."""
    with _being_accepted(store, token_digest) as invitation:
        user = User(email=invitation.email, first_name=first_name, last_name=last_name)
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise ValidationError({"password": error.messages}) from None
        user.set_password(password)
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError:  # At another store, a moment ago.
            raise ValidationError(
                _("There is an account with this address now. Open the link again.")
            ) from None
        _join(store, invitation, user)
    return user


def accept_with_account(*, store: Store, token_digest: str, password: str) -> User:
    """Make the person whose account the invitation's address belongs to a member. The account
    stays as it is: neither its password nor its name is set.

    Counts wrong passwords. Locks the store's row. Raises ValidationError by field (password), and
    without one if the invitation does not hold (any more) or there is no such account; so twice
    raises, and makes nothing twice."""
    with platform_scope(on_behalf_of=store):
        invitation = invitation_by(store, token_digest)
        user = account_of(invitation)
        if user is None:
            raise ValidationError(_("There is no account with this address. Open the link again."))
        _check_password(user, password)
    with _being_accepted(store, token_digest) as invitation:
        if members_of(store).filter(user=user).exists():
            raise ValidationError(_("You are a member already: please sign in."))
        _join(store, invitation, user)
    return user


@contextmanager
def _being_accepted(store: Store, token_digest: str) -> Generator[Invitation]:
    with team_locked(store):
        yield invitation_by(store, token_digest)


def _join(store: Store, invitation: Invitation, user: User) -> None:
    check_room(store)
    invitation.accepted_at = timezone.now()
    with acting(replace(current_actor(), kind=PERSON, user_id=user.pk, name=user.email)):
        invitation.save(update_fields=["accepted_at"])
        Membership.objects.create(store=store, user=user, group=invitation.group)


def check_room(store: Store) -> None:
    """Who works here counts, without those who are invited: of several invitations that were sent
    before the plan allowed less, the first to be accepted hold."""

    def working() -> int:
        rows = Store.all_objects.filter(pk=store.pk).annotate(people=members())
        return rows.values_list("people", flat=True).get()

    try:
        claim(store, "staff", count=working)
    except LimitReached:
        raise ValidationError(
            _(
                "Nobody can join at the moment: the store has as many people as its plan allows."
                " Please speak to whoever invited you; the invitation holds until it ends."
            )
        ) from None


def _check_password(user: User, password: str) -> None:
    """Counted like the password of somebody who is signed in already, at all stores together."""
    attempt = password_try(user)
    if delay := attempt.count():
        raise ValidationError(waiting_words(delay))
    if not user.check_password(password):
        record_audit(action="sign_in.refused", object_name=user.email, reason="invitation")
        raise ValidationError(
            {
                "password": _(
                    "This is not the password of the account with this address. You set it where"
                    " you used the address before; there you can choose another."
                )
            }
        )
    attempt.take_back()
