from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from stores.actors import SUPPORT, Actor
from stores.models import Store, SupportAccess, User
from stores.models.invitation import digest
from stores.scope import platform_scope, store_scope
from stores.services.record_audit import record_audit
from stores.services.tell_owners import tell_owners


class EntryRefused(LookupError):
    """The token is unknown here, used, too old, or its access has ended."""


def enter_support(*, store: Store, token: str, address: str) -> SupportAccess:
    """Take the token that ``begin_support`` gave, for this store: writes down that the operator
    is in and tells the store's owners by e-mail. Once: a second time raises EntryRefused, as does
    a token of another store. Locks the access's row."""
    now = timezone.now()
    with transaction.atomic():
        with platform_scope(on_behalf_of=store):
            open_ones = SupportAccess.objects.filter(
                store=store,
                entry_digest=digest(token),
                entry_expires_at__gt=now,
                expires_at__gt=now,
                ended_at=None,
                operator__is_active=True,
            )
            access = open_ones.select_for_update(of=("self",)).first() if token else None
            if access is None:
                raise EntryRefused
            access.entry_digest, access.entry_expires_at = "", None
            access.save(update_fields=["entry_digest", "entry_expires_at"])
        with store_scope(store):
            record_audit(
                action="support.entered",
                object=access,
                object_name=access.operator_name,
                reason=access.reason,
                actor=Actor(SUPPORT, access.operator_id, access.operator_name, address),
            )
            transaction.on_commit(lambda: tell_owners(store=store, access=access))
    return access


def operator_of(access: SupportAccess) -> User | None:
    """As the store in scope sees them: None when the membership is gone."""
    return User.objects.filter(pk__in=[access.operator_id], is_active=True).first()
