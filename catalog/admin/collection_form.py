from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from catalog.admin.formsets import ListFormSet
from catalog.admin.keys import give_keys_below
from catalog.admin.rule_values import clean_rule
from catalog.models import Collection


class CollectionForm(WagtailAdminModelForm):
    class Media:
        js = ["catalog/admin/collection.js"]

    def __init__(self, *args: Any, instance: Collection | None = None, **kwargs: Any) -> None:
        if instance is not None and instance.pk:
            # What comes out of a revision looks new to Django's checks of uniqueness.
            instance._state.adding = False
        super().__init__(*args, instance=instance, **kwargs)

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if Collection.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another collection has this slug; choose another."))
        return slug

    def save(self, commit: bool = True) -> Collection:
        collection = super().save(commit=False)
        give_keys_below(collection)
        if commit:
            collection.save()
            self._save_m2m()
        return collection


class RuleFormSet(ListFormSet):
    def clean(self) -> None:
        super().clean()
        for form in self.kept_forms():
            data = form.cleaned_data
            if not data.get("subject"):
                continue
            try:
                clean = clean_rule(data["subject"], data.get("name", ""), data.get("value", ""))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                form.instance.name, form.instance.value = clean
