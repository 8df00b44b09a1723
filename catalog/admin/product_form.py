from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from catalog.admin.attributes import AttributesField, keep_unchanged
from catalog.admin.keys import give_keys_below
from catalog.models import Product


class ProductForm(WagtailAdminModelForm):
    attributes = AttributesField(
        label=gettext_lazy("Facts"),
        required=False,
        help_text=gettext_lazy(
            "One a line, such as “Material: Oak”. Part several values with commas."
        ),
    )

    class Media:
        js = ["catalog/admin/variants.js"]

    def __init__(self, *args: Any, instance: Product | None = None, **kwargs: Any) -> None:
        if instance is not None and instance.pk:
            # What comes out of a revision looks new to Django's checks of uniqueness.
            instance._state.adding = False
            instance.variants.set(instance.sellable_variants())
        super().__init__(*args, instance=instance, **kwargs)
        self.former_attributes = dict(self.instance.attributes or {})
        self.formsets["variants"].product_form = self

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if Product.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another product has this slug; choose another."))
        return slug

    def clean_attributes(self) -> dict[str, object]:
        return keep_unchanged(self.cleaned_data["attributes"], self.former_attributes)

    def save(self, commit: bool = True) -> Product:
        product = super().save(commit=False)
        give_keys_below(product)
        if commit:
            product.save()
            self._save_m2m()
        return product
