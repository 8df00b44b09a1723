from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from stores.forms.explained import ExplainedForm
from stores.models import Store
from stores.roles import OPERATOR, Role, role_name, roles_of

WHAT_ROLES_MAY = {
    Role.OWNER: _("Everything, also who works here, payment, security and the audit log."),
    Role.MANAGER: _("Runs the shop: orders and refunds, products, pages, shipping and settings."),
    Role.EDITOR: _("Products, categories, pages, pictures and documents. Sees no orders."),
    Role.FULFILMENT: _("Packs and ships: orders and stock, but neither prices nor refunds."),
    OPERATOR: _("Everything in Center Control."),
}


def role_choices(store: Store) -> list[tuple[str, Any]]:
    return [
        (
            role,
            format_html(
                "<span><strong>{}</strong><br>{}</span>", role_name(role), WHAT_ROLES_MAY[role]
            ),
        )
        for role in roles_of(store)
    ]


class RoleForm(ExplainedForm):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = role_choices(store)
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        if not store.is_platform and not store.has_feature("staff_roles"):
            self.fields["role"].help_text = _(
                "The roles Editor and Fulfilment are not part of your plan: see Plan and usage."
            )
        if len(choices) == 1:
            self.fields["role"].widget = forms.HiddenInput()
            self.fields["role"].initial = choices[0][0]


class InviteForm(RoleForm):
    field_order = ("email", "role", "note")

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The link in the mail works once, and for seven days."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the mail, in your words."),
    )


class NewAccountForm(ExplainedForm):
    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("A long one that you use nowhere else."),
    )
    repeated = forms.CharField(
        label=_("Password again"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_repeated(self) -> str:
        if self.cleaned_data["repeated"] != self.cleaned_data.get("password"):
            raise ValidationError(_("The two passwords differ."))
        return ""


class AccountForm(ExplainedForm):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
