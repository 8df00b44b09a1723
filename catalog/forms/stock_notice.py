from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class StockNoticeForm(forms.Form):
    variant = forms.UUIDField(widget=forms.HiddenInput)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
