"""A product's facts as lines of text: ``Material: Oak``, several values parted by commas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

MAX_LINES = 50
MAX_NAME = 60
MAX_VALUE = 300

Value = str | list[str]


class AttributesField(forms.Field):
    widget = AdminAutoHeightTextInput

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else as_lines(value or {})

    def to_python(self, value: Any) -> dict[str, Value]:
        found: dict[str, Value] = {}
        errors = []
        lines = [line.strip() for line in str(value or "").splitlines()]
        for number, line in enumerate(lines, start=1):
            if not line:
                continue
            name, colon, text = (part.strip() for part in line.partition(":"))
            if problem := _problem(name, colon, text, found):
                errors.append(
                    _("Line %(number)d: %(problem)s") % {"number": number, "problem": problem}
                )
            else:
                found[name] = _values(text)
        if len(found) > MAX_LINES:
            errors.append(_("Give at most %(most)d facts.") % {"most": MAX_LINES})
        if errors:
            raise ValidationError(errors)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return as_lines(initial or {}) != as_lines(self.to_python(data))
        except ValidationError:
            return True


def _problem(name: str, colon: str, text: str, found: Mapping[str, Value]) -> str:
    if not colon or not name or not text:
        return _("write a name, a colon and a value, such as “Material: Oak”.")
    if len(name) > MAX_NAME or len(text) > MAX_VALUE:
        return _("a name has at most %(name)d characters and a value %(value)d.") % {
            "name": MAX_NAME,
            "value": MAX_VALUE,
        }
    if name in found:
        return _("“%(name)s” is there already; write its values on one line.") % {"name": name}
    if "\x00" in name + text:
        return _("there is a character that cannot be stored.")
    return ""


def _values(text: str) -> Value:
    values = [part.strip() for part in text.split(",") if part.strip()]
    return values if len(values) > 1 else text


def as_text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def as_lines(attributes: Mapping[str, object]) -> str:
    return "\n".join(f"{name}: {as_text(value)}" for name, value in attributes.items())


def keep_unchanged(new: Mapping[str, Value], old: Mapping[str, object]) -> dict[str, object]:
    """A value that reads as before stays what it was: a sentence with a comma is not a list."""
    return {
        name: old[name] if name in old and as_text(old[name]) == as_text(value) else value
        for name, value in new.items()
    }
