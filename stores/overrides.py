"""What one store has beyond its plan, or without: features and limits, each until a day.

``{"promotions": {"value": true, "until": "2027-01-01T00:00:00+00:00", "reason": "…"},
"products": {"value": 500, "until": null, "reason": "…"}}``"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from stores.features import FEATURES
from stores.limits import LIMITS, is_count

KEYS = {"value", "until", "reason", "by"}


def known_overrides(value: object) -> None:
    if not isinstance(value, dict):
        raise ValidationError(_("Overrides are names with values."))
    for name, entry in value.items():
        if name not in FEATURES and name not in LIMITS:
            raise ValidationError(
                _("%(name)s is neither a feature nor a limit."), params={"name": name}
            )
        if not isinstance(entry, dict) or not set(entry) <= KEYS or "value" not in entry:
            raise ValidationError(_("%(name)s: malformed override."), params={"name": name})
        wanted = isinstance(entry["value"], bool) if name in FEATURES else is_limit(entry["value"])
        if not wanted:
            raise ValidationError(_("%(name)s: the value does not fit."), params={"name": name})
        if entry.get("until") is not None and ends_at(entry) is None:
            raise ValidationError(_("%(name)s: the end is no date."), params={"name": name})


def is_limit(value: object) -> bool:
    """None lifts a limit."""
    return value is None or is_count(value)


def ends_at(entry: Mapping[str, Any]) -> datetime | None:
    try:
        return parse_datetime(str(entry.get("until") or ""))
    except ValueError:
        return None


def in_force(overrides: Mapping[str, Mapping[str, Any]], name: str) -> Mapping[str, Any] | None:
    """The override of ``name``, unless there is none or its time is over."""
    entry = overrides.get(name)
    if entry is None:
        return None
    end = ends_at(entry)
    return entry if end is None or end > timezone.now() else None
