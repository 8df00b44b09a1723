from __future__ import annotations

from typing import Any

from django.db import models

from stores.actors import Actor, current_actor
from stores.models import AuditEntry, Store
from stores.scope import PLATFORM_ID, owner_id


def record_audit(
    *,
    action: str,
    object: models.Model | None = None,
    object_name: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    store: Store | None = None,
    actor: Actor | None = None,
) -> AuditEntry:
    """Write down what no row's change tells: a sign-in, an export, a refund.

    ``action`` is ``noun.verb``. Who and from where come from the current actor unless ``actor``
    says so; the store is the scope's unless ``store`` does (from the platform's scope). Part of
    the caller's transaction: what is rolled back was not done. Twice writes two entries."""
    actor = actor or current_actor()
    name = object_name or (str(object) if object is not None else "")
    return AuditEntry.objects.create(
        store_id=store.pk if store is not None else owner_id() or PLATFORM_ID,
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name[:254],
        address=actor.address,
        object_type=str(object._meta.model_name) if object is not None else action.split(".")[0],
        object_id=str(object.pk) if object is not None else "",
        object_name=name.replace("\0", "")[:300],
        before=before or {},
        after=after or {},
        reason=reason[:500],
    )
