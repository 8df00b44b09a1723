from __future__ import annotations

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from stores.absent_people import person_fields
from stores.isolation.registry import rule_for
from stores.models import Membership, Store, User
from stores.scope import store_scope
from stores.selectors.staff import leaders_of
from stores.services.end_sessions import end_sessions
from stores.services.membership_rules import check_leads, team_locked, withdraw_invitations_by

MADE_BY = {"owner", "uploaded_by_user"}


def end_membership(*, store: Store, user: User, by: User | None = None) -> None:
    """Take somebody out of a store, or out of the team of operators: they are signed out there
    at once and cannot sign in again; an operator's visits for support end at every store. ``by``
    is who does it, themselves included; None is the platform.

    Nothing of theirs stays in the way of others: locks are opened, pages and pictures belong to
    nobody, comments, subscriptions, tokens and drafts of forms go, and so do invitations that
    they sent. The history (revisions, log, order events, stock movements) keeps who it was, for
    the platform to see.

    Locks the store's row. Raises ValidationError for the last owner, and if ``by`` neither leads
    the store nor is that person; safe to repeat."""
    with transaction.atomic():
        with team_locked(store):
            if by is not None and by.pk != user.pk:
                check_leads(store, by)
            leaders = leaders_of(store)
            if leaders.filter(user=user).exists() and not leaders.exclude(user=user).exists():
                raise ValidationError(
                    _("The platform needs an operator: invite another one first.")
                    if store.is_platform
                    else _("A store needs an owner: name another one first.")
                )
            Membership.objects.filter(store=store, user=user).delete()  # A visit's, too.
            withdraw_invitations_by(store, user)
            end_sessions(user=user, store=store)
            if store.is_platform:
                _end_visits(user)
        with store_scope(store):
            for model in apps.get_models():
                rule = rule_for(model._meta.db_table)
                if rule is not None and rule.has_store and not model._meta.proxy:
                    _let_go(model, user)


def _end_visits(operator: User) -> None:
    from stores.services.end_support import end_all_support  # It ends memberships in turn.

    end_all_support(operator=operator)


def _let_go(model: type[models.Model], user: User) -> None:
    """The scope limits it to the store: Wagtail's models do not know theirs."""
    for field in person_fields(model):
        rows = model._base_manager.filter(**{field.attname: user.pk})
        if field.name == "locked_by":
            rows.update(locked=False, locked_by=None, locked_at=None)
        elif field.name in MADE_BY:
            rows.update(**{field.name: None})
        elif not field.null:
            rows.delete()
