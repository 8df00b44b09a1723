from __future__ import annotations

import zoneinfo
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

TIME_ZONES = frozenset(zoneinfo.available_timezones())
"""The names that Python knows; it looks through a folder of files for them."""
FURTHEST = timedelta(days=20 * 366)


def refuse_far(moment: datetime | None) -> None:
    """“31.12.9999” is no moment in every time zone: whoever is to read it there could not. Raises
    ValidationError."""
    if moment is not None and abs(moment - timezone.now()) > FURTHEST:
        raise ValidationError(_("Choose a moment within the next 20 years, or none."))
