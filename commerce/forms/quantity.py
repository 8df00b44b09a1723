from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 20


def parse_quantity(text: str | None) -> int:
    """A whole number as it was sent; its bounds are for the services to check. Raises
    ValidationError for anything else."""
    text = (text or "").strip()
    try:
        if len(text) > LONGEST:
            raise ValueError
        return int(text)
    except ValueError:
        raise ValidationError(
            _("“%(text)s” is not a quantity: give a whole number."),
            params={"text": text[:LONGEST]},
        ) from None
