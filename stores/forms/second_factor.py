from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from stores.models import User
from stores.rate_limits import NO_WAIT
from stores.sign_in.limits import password_try, waiting_words

WRONG_CODE = _(
    "This code is not right. Codes change every 30 seconds and count once: type the one that the"
    " app shows now."
)


def code_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=10,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "autocapitalize": "off",
            }
        ),
    )


def password_field() -> forms.CharField:
    return forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = code_field(_("Code from your authenticator app"))

    wrong = WRONG_CODE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = ""


class RecoveryCodeForm(CodeForm):
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        ),
    )

    wrong = _("This recovery code is not right, or it has been used.")


class PasswordAndCodeForm(CodeForm):
    """For what changes how somebody signs in. The try is counted before the password is looked
    at; the view takes it back once the code is right as well."""

    password = password_field()
    code = code_field(_("Code from your authenticator app"))
    field_order = ["password", "code"]

    delay: timedelta = NO_WAIT

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.attempt = password_try(user)

    def clean(self) -> dict[str, Any]:
        password = self.cleaned_data.get("password")
        if not password or self.errors:
            return self.cleaned_data
        self.delay = self.attempt.count()
        if self.delay:
            raise ValidationError(waiting_words(self.delay), code="limited")
        if not self.user.check_password(password):
            self.add_error("password", _("This is not your password."))
        return self.cleaned_data


class SetUpForm(PasswordAndCodeForm):
    """The app comes first: what it shows is typed, then the password."""

    field_order = ["code", "password"]
