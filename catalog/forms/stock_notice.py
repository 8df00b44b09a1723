from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from stores.forms.email_address import EmailAddressField


class StockNoticeForm(forms.Form):
    variant = forms.UUIDField(widget=forms.HiddenInput)
    email = EmailAddressField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
