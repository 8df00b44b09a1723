"""One of a few ways to ship or to pay; the values are codes, never keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commerce.models import PaymentMethod, ShippingMethod


class ShippingForm(forms.Form):
    method = forms.ChoiceField(
        label=_("Shipping"),
        error_messages={
            "required": _("Choose how we ship your order."),
            "invalid_choice": _("This way of shipping is not offered any more. Choose another."),
        },
    )

    def __init__(self, *args: Any, methods: list[ShippingMethod], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {method.code: method for method in methods}
        self.fields["method"].choices = [(m.code, m.name) for m in methods]  # type: ignore[attr-defined]

    def chosen(self) -> ShippingMethod:
        return self.by_code[self.cleaned_data["method"]]


class PaymentForm(forms.Form):
    method = forms.ChoiceField(
        label=_("Payment"),
        error_messages={
            "required": _("Choose how you want to pay."),
            "invalid_choice": _("This way to pay is not offered any more. Choose another."),
        },
    )

    def __init__(self, *args: Any, methods: list[PaymentMethod], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_provider = {method.provider: method for method in methods}
        self.fields["method"].choices = [(m.provider, m.name) for m in methods]  # type: ignore[attr-defined]

    def chosen(self) -> PaymentMethod:
        return self.by_provider[self.cleaned_data["method"]]
