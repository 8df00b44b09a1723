from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from stores.rate_limits import NO_WAIT
from stores.services.record_audit import record_audit
from stores.sign_in.limits import sign_in_try, waiting_words, write_down_limited


class SignInForm(LoginForm):
    """Wagtail's form, by e-mail address.

    Somebody who is no member of this store is told what somebody unknown is told: nothing. Each
    try is counted before the password is looked at; ``delay`` is how long one that was not
    looked at has to wait."""

    username = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    error_messages = {
        **LoginForm.error_messages,
        "invalid_login": _("E-mail and password do not match. Please try again."),
    }

    delay: timedelta = NO_WAIT

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("E-mail")
        self.fields["username"].widget.attrs["placeholder"] = _("Enter your e-mail")
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"

    def clean(self) -> dict[str, Any]:
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not email or not password:
            return self.cleaned_data
        attempt = sign_in_try(self.request, email)
        self.delay = attempt.count()
        if self.delay:
            write_down_limited(email, "password")
            raise ValidationError(waiting_words(self.delay), code="limited")
        self.user_cache = authenticate(self.request, username=email, password=password)
        if self.user_cache is None:
            record_audit(action="sign_in.refused", object_name=email, reason="password")
            raise self.get_invalid_login_error()
        attempt.take_back()
        return self.cleaned_data
