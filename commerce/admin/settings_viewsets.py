"""How a store ships, is paid and is taxed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Case, QuerySet, When
from django.db.models.functions import Cast
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from commerce.admin.amounts import AmountsForm
from commerce.models import PaymentMethod, ProviderSetting, ShippingMethod, TaxRate
from commerce.payments.signing import SECRET, set_signing_secret, set_since
from commerce.payments.test_gateway import TestGatewayProvider
from commerce.selectors.providers import installed, settings_of, usable_codes
from stores.forms.secret import SecretField
from stores.models import Store
from stores.money import format_money
from stores.scope import current_store_id


class ShippingMethodForm(AmountsForm):
    amounts = ("price", "free_over")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_provider(self, ProviderSetting.Kind.SHIPPING)
        self.fields["provider"].required = len(self.provider_choices) != 1

    @property
    def provider_choices(self) -> list[tuple[str, Any]]:
        return list(self.fields["provider"].choices)  # type: ignore[attr-defined]

    def clean_provider(self) -> str:
        """Where there is one, it need not be chosen."""
        return self.cleaned_data["provider"] or str(self.provider_choices[0][0])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.instance.code and cleaned.get("name"):
            self.instance.code = free_code(cleaned["name"])
        return cleaned


def choose_provider(form: forms.BaseModelForm, kind: str) -> None:
    """Of those that the store may use. A method that is there keeps its own, which is said to be
    switched off if it is."""
    store = Store.all_objects.select_related("plan").get(pk=current_store_id())
    usable = usable_codes(kind, store)
    names = {code: provider.name for code, provider in installed(kind).items()}
    choices = [(code, name) for code, name in names.items() if code in usable]
    own = form.instance.provider if form.instance.pk else ""
    if own and own not in usable:
        choices.append((own, names.get(own, own)))
    form.fields["provider"] = forms.ChoiceField(
        label=_("Provider"),
        choices=choices,
        error_messages={
            "required": _("Choose a provider."),
            "invalid_choice": _("Your store may not use this provider. Choose another."),
        },
    )
    field = form.fields["provider"]
    if own and own not in usable:
        field.help_text = _(
            "Not available to your store at the moment: shoppers are not offered this method. It"
            " keeps its settings. Ask your provider."
        )
    elif not choices:
        field.help_text = _("No provider is available to your store. Ask your provider.")


def free_code(name: str) -> str:
    """A code from the name that no shipping method of the store has; orders remember it."""
    stem = slugify(name)[:50] or "shipping"
    taken = set(ShippingMethod.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code


SIGNED = frozenset({TestGatewayProvider.code})
"""Providers that sign their calls with a secret of the store's."""


class PaymentMethodForm(WagtailAdminModelForm):
    signing_secret = SecretField(label=gettext_lazy("Signing secret"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_provider(self, ProviderSetting.Kind.PAYMENT)
        if not self.instance.pk:
            self.begin_with_defaults()
        self.tell_signing_secret()

    def begin_with_defaults(self) -> None:
        """Where there is one provider to choose, what the operator has set for it."""
        choices = self.fields["provider"].choices  # type: ignore[attr-defined]
        known = settings_of(ProviderSetting.Kind.PAYMENT)
        if len(choices) == 1 and (setting := known.get(choices[0][0])):
            for name in ("name", "instructions"):
                self.initial.setdefault(name, setting.defaults.get(name, ""))
                self.initial[name] = self.initial[name] or setting.defaults.get(name, "")

    def tell_signing_secret(self) -> None:
        """Only a method that is there already has a secret: a new one is given its own."""
        if self.instance.provider not in SIGNED:
            del self.fields["signing_secret"]
            return
        field = self.fields["signing_secret"]
        assert isinstance(field, SecretField)
        field.tell(
            is_set=bool(self.instance.credentials.get(SECRET)),
            since=set_since(self.instance),
            meaning=_("The provider signs its calls to your store with it."),
        )

    def save(self, commit: bool = True) -> PaymentMethod:
        """A secret that was typed takes the old one's place; a new method is given one."""
        typed = self.cleaned_data.get("signing_secret", "")
        is_missing = not self.instance.credentials.get(SECRET)
        if self.instance.provider in SIGNED and (typed or is_missing):
            set_signing_secret(self.instance, typed)
        return super().save(commit)  # type: ignore[no-any-return]

    def clean_provider(self) -> str:
        code = self.cleaned_data["provider"]
        if PaymentMethod.objects.filter(provider=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("You offer this provider already; change that one."))
        return code


class TaxRateForm(WagtailAdminModelForm):
    def clean_tax_class(self) -> str:
        tax_class = self.cleaned_data["tax_class"]
        if TaxRate.objects.filter(tax_class=tax_class).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This tax class has a rate already; change that one."))
        return tax_class


def plain_number(name: str) -> Any:
    def show(row: Any) -> str:
        value = getattr(row, name)
        return "–" if value is None else f"{value.normalize():f}"

    return show


def amount(name: str) -> Any:
    """In the currency of the store in scope."""

    def show(row: Any) -> str:
        value = getattr(row, name)
        if value is None:
            return "–"
        return format_money(value, row.store.currency, get_language() or "en")

    return show


class MethodsView(IndexView):
    """Says which methods go by a provider that the store may not use now."""

    provider_kind = ""

    def get_base_queryset(self) -> QuerySet[Any]:
        usable = usable_codes(self.provider_kind, self.request.store)
        is_usable = Case(When(provider__in=usable, then=True), default=False)
        rows: QuerySet[Any] = super().get_base_queryset()
        return rows.annotate(is_usable=Cast(is_usable, BooleanField()))


class ShippingMethodsView(MethodsView):
    provider_kind = ProviderSetting.Kind.SHIPPING


class PaymentMethodsView(MethodsView):
    provider_kind = ProviderSetting.Kind.PAYMENT


def availability(row: Any) -> str:
    return "" if row.is_usable else _("Switched off by your provider")


class ShippingMethodViewSet(ModelViewSet):
    model = ShippingMethod
    index_view_class = ShippingMethodsView
    icon = "redirect"
    menu_label = gettext_lazy("Shipping")
    menu_name = "shipping"
    menu_order = 30
    add_to_settings_menu = True
    copy_view_enabled = False
    ordering = "position"
    list_display = [
        "name",
        Column("price", label=gettext_lazy("Price"), accessor=amount("price")),
        Column("free_over", label=gettext_lazy("Free from"), accessor=amount("free_over")),
        BooleanColumn("is_active", label=gettext_lazy("Offered")),
        Column("availability", label=gettext_lazy("Availability"), accessor=availability),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("provider"),
            FieldPanel("name"),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("price"), FieldPanel("free_over")]),
            FieldPanel("is_active"),
            FieldPanel("position"),
        ],
        base_form_class=ShippingMethodForm,
    )


class PaymentMethodViewSet(ModelViewSet):
    model = PaymentMethod
    index_view_class = PaymentMethodsView
    icon = "key"
    menu_label = gettext_lazy("Payment")
    menu_name = "payment"
    menu_order = 40
    add_to_settings_menu = True
    copy_view_enabled = False
    ordering = "position"
    list_display = [
        "name",
        "provider",
        BooleanColumn("is_active", label=gettext_lazy("Offered")),
        Column("availability", label=gettext_lazy("Availability"), accessor=availability),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("provider"),
            FieldPanel("name"),
            FieldPanel("instructions"),
            FieldPanel("signing_secret"),
            FieldPanel("is_active"),
            FieldPanel("position"),
        ],
        base_form_class=PaymentMethodForm,
    )


class TaxRateViewSet(ModelViewSet):
    model = TaxRate
    icon = "decimal"
    menu_label = gettext_lazy("Taxes")
    menu_name = "taxes"
    menu_order = 50
    add_to_settings_menu = True
    copy_view_enabled = False
    ordering = "tax_class"
    list_display = [
        "name",
        "tax_class",
        Column("rate", label=gettext_lazy("Rate in percent"), accessor=plain_number("rate")),
    ]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("tax_class"), FieldPanel("rate")],
        base_form_class=TaxRateForm,
    )
