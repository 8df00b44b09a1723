from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from catalog.models import Category
from catalog.selectors.category_paths import category_paths


class CategoryForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
