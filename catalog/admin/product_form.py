from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from catalog.admin.attributes import AttributesField, keep_unchanged
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
        for name in self.formsets:
            give_keys([child for child in getattr(product, name).all() if child.pk is None])
        if commit:
            product.save()
            self._save_m2m()
        return product


def give_keys(children: list[Model]) -> None:
    """New children get their primary keys now, so that the revision knows them: otherwise each
    publish of it would replace a variant by a new one, without its stock."""
    if not children:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [children[0]._meta.db_table, len(children)],
        )
        keys = [row[0] for row in cursor.fetchall()]
    for child, key in zip(children, keys, strict=True):
        child.pk = key
