from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.models import Store
from stores.scope import platform_scope


def change_suspension(*, store: Store, note: str, message: str, until: datetime | None) -> Store:
    """Say something else to the shoppers of a suspended store, or end the suspension at another
    time. The owners see it in their admin and get no mail.

    Enters the platform's scope and locks the store's row. Raises Store.DoesNotExist, and
    ValidationError for a store that is not suspended (any more) or an ``until`` that is over."""
    if until is not None and until <= timezone.now():
        raise ValidationError({"until": [_("Choose a moment in the future.")]})
    with platform_scope(on_behalf_of=store), transaction.atomic():
        locked = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
        if locked.status != Store.Status.SUSPENDED:
            raise ValidationError(
                _("%(name)s is not suspended any more."), params={"name": locked.name}
            )
        locked.status_note, locked.status_message = note, message
        locked.status_until = until
        locked.save(update_fields=["status_note", "status_message", "status_until", "updated_at"])
    return locked
