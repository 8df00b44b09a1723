"""A field for a secret that is written and never shown: neither in the page nor in its source."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text = str | Promise


class SecretInput(forms.PasswordInput):
    """Never rendered with a value, not even with the one that was just refused."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        plain = {"autocomplete": "off", "spellcheck": "false"}
        super().__init__({**plain, **(attrs or {})}, render_value=False)


class SecretField(forms.CharField):
    """Empty means “keep what is set”: ``form.cleaned_data`` then has an empty text, and the form
    counts as unchanged. ``tell`` says to the reader whether and since when one is set."""

    widget = SecretInput

    def __init__(self, *, min_length: int = 16, max_length: int = 500, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(min_length=min_length, max_length=max_length, **kwargs)

    def tell(self, *, is_set: bool, since: datetime | None = None, meaning: Text = "") -> None:
        if is_set and since is not None:
            day = date_format(timezone.localtime(since), "DATE_FORMAT")
            state = _("Set on %(day)s. Leave empty to keep it.") % {"day": day}
        elif is_set:
            state = _("Set. Leave empty to keep it.")
        else:
            state = _("Not set.")
        self.help_text = f"{state} {meaning}".strip()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)
