from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.models import Store
from stores.scope import platform_scope

LONGEST = timedelta(days=365)


def set_trial(*, slug: str, until: datetime | None) -> Store:
    """Let a store's trial of its plan end at another moment, start one, or (None) end it without
    a word: the plan stays. Its owners are told before a trial ends, as of every trial.

    Locks the store's row. Raises Store.DoesNotExist; ValidationError (until) for a moment that has
    passed or is more than a year away. Safe to repeat."""
    now = timezone.now()
    if until is not None and until <= now:
        raise ValidationError({"until": _("This moment has passed.")})
    if until is not None and until > now + LONGEST:
        raise ValidationError({"until": _("A trial lasts at most 365 days.")})
    with platform_scope(), transaction.atomic():
        store = Store.objects.select_for_update(no_key=True).get(slug=slug)
        if store.trial_ends_at != until:
            store.trial_ends_at = until
            store.save(update_fields=["trial_ends_at", "updated_at"])
    return store
