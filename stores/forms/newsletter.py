from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from stores.forms.email_address import EmailAddressField


class NewsletterForm(forms.Form):
    TRAP = "web-site"
    """A field that people do not see and programs fill in."""

    email = EmailAddressField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
