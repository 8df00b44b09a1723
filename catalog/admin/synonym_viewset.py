from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from catalog.models import SearchSynonym


class SynonymViewSet(SnippetViewSet):
    model = SearchSynonym
    icon = "search"
    add_to_settings_menu = True
    menu_label = _("Search synonyms")
    menu_name = "search-synonyms"
    menu_order = 640
    list_display = ["words", "language"]
    list_filter = ["language"]
    search_fields = ["words"]
    edit_handler = ObjectList([FieldPanel("words"), FieldPanel("language")])
