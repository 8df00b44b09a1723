"""What an owner may type as the target of a link."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def valid_link(value: str) -> None:
    """A path of the store, or an address of the web; nothing a browser would run."""
    if not re.match(r"\A(?:/(?![/\\])|https?://|mailto:|tel:)\S*\Z", value):
        raise ValidationError(
            _("Start with / for a page of the store, or with https:// for another site.")
        )
