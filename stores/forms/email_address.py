from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email


def refuse_controls(value: str) -> None:
    if not value.isprintable():
        raise ValidationError(validate_email.message, code="invalid")


class EmailAddressField(forms.EmailField):
    """An address that can stand in the head of a mail. Django's own takes control characters
    within quotes as well, and some of them end a line there."""

    default_validators = [*forms.EmailField.default_validators, refuse_controls]
