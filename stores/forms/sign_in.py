from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm


class SignInForm(LoginForm):
    """Wagtail's form, by e-mail address.

    Somebody who is no member of this store is told what somebody unknown is told: nothing."""

    username = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    error_messages = {
        **LoginForm.error_messages,
        "invalid_login": _("E-mail and password do not match. Please try again."),
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("E-mail")
        self.fields["username"].widget.attrs["placeholder"] = _("Enter your e-mail")
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"
