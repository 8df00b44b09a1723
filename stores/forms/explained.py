from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError


class ExplainedForm(forms.Form):
    """Which values are good only the services know: their messages come back to the fields."""

    def explain(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for field, messages in error.message_dict.items():
            self.add_error(field if field in self.fields else None, messages)
