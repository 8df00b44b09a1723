from __future__ import annotations

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from stores.absent_people import person_fields
from stores.isolation.registry import rule_for
from stores.models import Membership, Store, User
from stores.roles import Role
from stores.scope import platform_scope, store_scope

MADE_BY = {"owner", "uploaded_by_user"}


def end_membership(*, store: Store, user: User) -> None:
    """Take somebody out of a store: they cannot sign in there from now on.

    Nothing of theirs stays in the way of others: locks are opened, pages and pictures belong to
    nobody, comments, subscriptions, tokens and drafts of forms go. The history (revisions, log,
    order events, stock movements) keeps who it was, for the platform to see.

    Locks the store's row. Raises ValidationError for the last owner; safe to repeat."""
    with transaction.atomic():
        with platform_scope():
            Store.all_objects.select_for_update(no_key=True).get(pk=store.pk)
            members = Membership.objects.filter(store=store)
            owners = members.filter(group__name=Role.OWNER)
            if owners.filter(user=user).exists() and not owners.exclude(user=user).exists():
                raise ValidationError(_("A store needs an owner: name another one first."))
            members.filter(user=user).delete()
        with store_scope(store):
            for model in apps.get_models():
                rule = rule_for(model._meta.db_table)
                if rule is not None and rule.has_store and not model._meta.proxy:
                    _let_go(model, user)


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
