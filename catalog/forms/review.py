from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.services.reviews import Written
from stores.forms.email_address import EmailAddressField

STARS = [
    ("5", _("5 stars: excellent")),
    ("4", _("4 stars: good")),
    ("3", _("3 stars: all right")),
    ("2", _("2 stars: poor")),
    ("1", _("1 star: bad")),
]


class ReviewForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Your rating"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose from one to five stars.")},
    )
    title = forms.CharField(label=_("In a few words"), max_length=120, required=False)
    text = forms.CharField(
        label=_("Your review"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was good, what was not, and for whom it is."),
    )
    author = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("Shown with your review."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = EmailAddressField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Not shown to anybody but the store."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def written(self, language: str) -> Written:
        """What a valid form says."""
        return Written(**self.cleaned_data, language=language)
