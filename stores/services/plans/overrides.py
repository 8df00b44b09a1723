"""What one store gets beyond its plan, or less: given by operators, each until a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.features import FEATURES
from stores.limits import LIMITS
from stores.models import Store
from stores.overrides import in_force, known_overrides
from stores.scope import platform_scope

MOST = 1_000_000_000


def give_override(
    *, slug: str, name: str, value: bool | int | None, until: datetime | None, reason: str, by: str
) -> Store:
    """Let a feature be on or off, or a limit be ``value`` (None: unlimited), whatever the plan
    says, ``until`` a moment or for good. Replaces an override of the same name; the audit log has
    both. Counts at once.

    Locks the store's row. Raises Store.DoesNotExist; ValidationError by field (name, value, until,
    reason). Safe to repeat."""
    errors: dict[str, str] = {}
    if name not in FEATURES and name not in LIMITS:
        errors["name"] = _("Choose a feature or a limit.")
    if until is not None and until <= timezone.now():
        errors["until"] = _("This moment has passed.")
    if not reason.strip():
        errors["reason"] = _("Say why, for your colleagues.")
    if isinstance(value, int) and not isinstance(value, bool) and value > MOST:
        errors["value"] = _("Use at most %(most)s.") % {"most": MOST}
    if errors:
        raise ValidationError(errors)
    entry = {
        "value": value,
        "until": until.isoformat() if until else None,
        "reason": reason.strip()[:500],
        "by": by,
    }
    try:
        known_overrides({name: entry})
    except ValidationError as error:
        raise ValidationError({"value": error.messages}) from None
    return _write(slug, {name: entry})


def end_override(*, slug: str, name: str) -> Store:
    """From now on the plan counts again. Locks the store's row. Raises Store.DoesNotExist,
    ValidationError if there is none in force: so twice raises."""
    with platform_scope(), transaction.atomic():
        store = Store.objects.select_for_update(no_key=True).get(slug=slug)
        if in_force(store.overrides, name) is None:
            raise ValidationError(_("This has ended already."))
        return _write(slug, {name: None})


def _write(slug: str, entries: dict[str, dict[str, Any] | None]) -> Store:
    with platform_scope(), transaction.atomic():
        store = Store.objects.select_for_update(no_key=True).get(slug=slug)
        kept = {**store.overrides, **entries}
        store.overrides = {
            name: entry
            for name, entry in kept.items()
            if entry is not None and in_force(kept, name) is not None  # type: ignore[arg-type]
        }
        store.save(update_fields=["overrides", "updated_at"])
    return store


def forget_ended_overrides() -> int:
    """Take overrides whose time is over off the stores; they have not counted since. Returns of
    how many stores. For the schedule."""
    changed = 0
    with platform_scope():
        for slug, overrides in (
            Store.objects.exclude(overrides={}).values_list("slug", "overrides").iterator()
        ):
            if any(in_force(overrides, name) is None for name in overrides):
                _write(slug, {})
                changed += 1
    return changed
