"""The lists inside a product's form, checked as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel

from catalog.models import Option, Variant
from stores.forms.branding import ColourFormField
from stores.models.look import colour_validator
from stores.money import round_money

if TYPE_CHECKING:
    from catalog.admin.product_form import ProductForm


class ListFormSet(BaseChildFormSet):
    def get_unique_error_message(self, unique_check: Any) -> str:
        fields = [self.model._meta.get_field(name) for name in unique_check]
        names = [str(f.verbose_name) for f in fields if f.name in self.empty_form.fields]
        return _("The same %(what)s is there twice.") % {"what": ", ".join(names)}

    def get_form_error(self) -> str:
        return _("This is there twice.")

    def kept_forms(self) -> list[ModelForm]:
        """In the order shown, without those that are deleted or wrong in themselves."""
        kept = [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not self._should_delete_form(form)
        ]
        return sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0)


class VariantFormSet(ListFormSet):
    product_form: ProductForm

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """Amounts are shown with the currency's digits; the column has three."""
        super().add_fields(form, index)
        for name in ("price", "compare_at_price", "cost"):
            if (amount := form.initial.get(name)) is not None and form.instance.currency:
                form.initial[name] = round_money(amount, form.instance.currency)

    def clean(self) -> None:
        super().clean()
        forms = self.kept_forms()
        names = self._option_names()
        for form in forms:
            check_options(form, names)
            check_former_price(form)
        check_combinations(forms, len(names))
        self._check_skus(forms)
        if not self._has_any() and not self.product_form.is_deferred_validation:
            raise ValidationError(_("Add at least one variant: it has the SKU and the price."))

    def _has_any(self) -> bool:
        return any(not self._should_delete_form(form) for form in self.forms)

    def _option_names(self) -> list[str]:
        options = self.product_form.formsets["options"]
        options.is_valid()
        return [
            form.cleaned_data["name"]
            for form in options.kept_forms()
            if form.cleaned_data.get("name")
        ]

    def _check_skus(self, forms: list[ModelForm]) -> None:
        """The database would refuse them all, one by one and with no word."""
        skus = [form.cleaned_data.get("sku") for form in forms]
        kept = {form.instance.pk for form in forms}
        taken = {
            variant.sku: variant
            for variant in Variant.objects.filter(
                sku__in=[sku for sku in skus if sku], retired_at=None
            ).select_related("product")
        }
        for form, sku in zip(forms, skus, strict=True):
            if sku and skus.count(sku) > 1:
                form.add_error("sku", _("Two variants have this SKU."))
            elif (other := taken.get(sku or "")) and other.pk != form.instance.pk:
                if other.product_id != self.instance.pk:
                    form.add_error(
                        "sku", _("“%(product)s” has this SKU.") % {"product": other.product.name}
                    )
                elif other.pk in kept:
                    form.add_error(
                        "sku",
                        _("Another variant has this SKU until you publish: free it there first."),
                    )


class ValueFormSet(ListFormSet):
    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """Colours are typed as in the theme: short, or in capitals, too."""
        super().add_fields(form, index)
        plain = form.fields["colour"]
        form.fields["colour"] = ColourFormField(
            label=plain.label,
            help_text=plain.help_text,
            required=False,
            validators=[colour_validator],
        )


class RelatedFormSet(ListFormSet):
    def clean(self) -> None:
        super().clean()
        for form in self.kept_forms():
            related = form.cleaned_data.get("related")
            if related is not None and related.pk == self.instance.pk:
                form.add_error("related", _("This is the product itself: choose another."))


def check_options(form: ModelForm, names: list[str]) -> None:
    for number in range(1, Option.MAX_PER_PRODUCT + 1):
        field = f"option{number}"
        value = form.cleaned_data.get(field)
        if number <= len(names) and not value:
            form.add_error(
                field, _("Give this variant its “%(name)s”.") % {"name": names[number - 1]}
            )
        elif number > len(names) and value:
            form.add_error(
                field, _("The product has no such option: add it above, or leave this empty.")
            )


def check_former_price(form: ModelForm) -> None:
    price, former = form.cleaned_data.get("price"), form.cleaned_data.get("compare_at_price")
    if price is not None and former is not None and former <= price:
        form.add_error(
            "compare_at_price", _("A former price is higher than the price; or leave it empty.")
        )


def check_combinations(forms: list[ModelForm], options: int) -> None:
    seen = set()
    for form in forms:
        values = tuple(
            (form.cleaned_data.get(f"option{number}") or "").casefold()
            for number in range(1, options + 1)
        )
        if values in seen and "" not in values:
            form.add_error(
                None,
                _("Another variant has the same options.")
                if options
                else _("Without options a product has one variant: add an option, such as Size."),
            )
        seen.add(values)


class ListPanel(InlinePanel):
    """An inline panel with a formset of ours."""

    def __init__(self, *args: Any, formset: type[ListFormSet] = ListFormSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formset = formset

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "formset": self.formset}

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = self.formset
        return options
