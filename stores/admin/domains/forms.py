from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AddForm(forms.Form):
    hostname = forms.CharField(
        label=_("Domain"),
        max_length=2000,  # What is too long for DNS is said in words.
        help_text=_("Such as shop.example.com or example.com, in any script."),
        error_messages={"required": _("Give the domain, such as shop.example.com.")},
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class ConfirmForm(forms.Form):
    """Nothing but the button."""


class UnseenForm(forms.Form):
    although_unseen = forms.BooleanField(
        label=_("I know that the domain leads to this store"),
        help_text=_("Such as by a service in front of it, whose addresses we do not know."),
        error_messages={
            "required": _("Mend the DNS record first, or say that you know what you do.")
        },
    )
