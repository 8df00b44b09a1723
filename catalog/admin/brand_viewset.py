from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import snippets
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from catalog.admin.found_by_name import FoundByName
from catalog.models import Brand


class BrandIndexView(FoundByName, snippets.IndexView):
    def get_base_queryset(self) -> QuerySet[Brand]:
        return super().get_base_queryset().annotate(number=Count("products"))

    @cached_property
    def columns(self) -> list[Any]:
        return [
            self._get_title_column("__str__"),
            Column("slug", label=_("Slug"), sort_key="slug", classname="admin-wide"),
            Column("number", label=_("Products"), sort_key="number"),
        ]


class NewBrandForm(ModelForm):
    """In the chooser: the name is enough."""

    class Meta:
        model = Brand
        fields = ["name"]

    def save(self, commit: bool = True) -> Brand:
        self.instance.slug = free_slug(self.cleaned_data["name"])
        return super().save(commit)


def free_slug(name: str) -> str:
    longest = Brand._meta.get_field("slug").max_length or 50
    slug = slugify(name)[: longest - 6] or "brand"
    taken = set(Brand.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number, free = 2, slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


class BrandChooserViewSet(SnippetChooserViewSet):
    creation_form_class = NewBrandForm
    create_action_label = _("Add brand")
    creation_tab_label = _("New brand")


class BrandViewSet(snippets.SnippetViewSet):
    model = Brand
    icon = "pick"
    add_to_admin_menu = True
    menu_label = _("Brands")
    menu_order = 74
    list_per_page = 50
    search_fields = ["name", "slug"]
    copy_view_enabled = False  # A copy needs a slug of its own.
    index_view_class = BrandIndexView
    chooser_viewset_class = BrandChooserViewSet
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", targets=["slug"], classname="", placeholder=False),
            FieldPanel("slug"),
        ]
    )
