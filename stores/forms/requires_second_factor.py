from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stores.models import Store


class RequiresSecondFactorForm(forms.Form):
    required = forms.BooleanField(
        required=False,
        label=_("Everybody signs in with a second factor"),
        help_text=_(
            "Who has none is asked to set one up with the next click, and can do nothing else"
            " before."
        ),
    )

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["required"] = store.asks_second_factor
        if store.asks_second_factor and not store.requires_second_factor:
            self.fields["required"].disabled = True
            self.fields["required"].help_text = _(
                "Your plan requires it: speak to your provider if that is to change."
            )
