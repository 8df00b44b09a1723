from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.core.exceptions import ValidationError

from stores.rate_limits import NO_WAIT
from stores.sign_in.limits import password_try, waiting_words


class PasswordChangeForm(DjangoPasswordChangeForm):
    """Django's form; tries of the old password are counted."""

    delay: timedelta = NO_WAIT

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["new_password1"].widget.attrs["autocomplete"] = "new-password"
        self.fields["new_password2"].widget.attrs["autocomplete"] = "new-password"

    def clean_old_password(self) -> str:
        attempt = password_try(self.user)
        self.delay = attempt.count()
        if self.delay:
            raise ValidationError(waiting_words(self.delay), code="limited")
        old = super().clean_old_password()
        attempt.take_back()
        return old
