from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from catalog.admin.keys import give_keys_below
from catalog.models import Category
from catalog.selectors.category_paths import category_paths


class CategoryForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, instance: Category | None = None, **kwargs: Any) -> None:
        if instance is not None and instance.pk:
            # What comes out of a revision looks new to Django's checks of uniqueness.
            instance._state.adding = False
        super().__init__(*args, instance=instance, **kwargs)
        paths = category_paths(without=self.instance.pk)
        parent: Any = self.fields["parent"]
        parent.queryset = Category.objects.filter(pk__in=paths)
        parent.widget = forms.Select()
        parent.choices = [("", _("None: at the top")), *paths.items()]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if Category.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another category has this slug; choose another."))
        return slug

    def save(self, commit: bool = True) -> Category:
        category = super().save(commit=False)
        give_keys_below(category)
        if commit:
            category.save()
            self._save_m2m()
        return category
