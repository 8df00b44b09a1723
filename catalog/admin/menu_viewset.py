from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel
from wagtail.snippets.views import snippets

from catalog.models import Menu
from stores.admin.content_viewsets import AnnouncementBarViewSet, NewsletterViewSet
from stores.admin.viewsets import NotChosenMixin

USUAL = _(
    "Without a menu of yours the header shows all categories, and the footer categories and those"
    " pages that say “show in menus”."
)


class MenuViewSet(NotChosenMixin, snippets.SnippetViewSet):
    model = Menu
    icon = "list-ul"
    menu_label = _("Menus")
    list_display = ["title", "get_place_display", "get_language_display"]
    copy_view_enabled = False
    panels = [
        HelpPanel(content=USUAL),
        FieldRowPanel([FieldPanel("place"), FieldPanel("title")]),
        FieldRowPanel([FieldPanel("language"), FieldPanel("position")]),
        InlinePanel(
            "items",
            panels=[
                FieldPanel("label"),
                FieldPanel("category"),
                FieldPanel("collection"),
                FieldPanel("page"),
                FieldPanel("url"),
                FieldPanel("is_below"),
            ],
            label=_("entry"),
            heading=_("Entries"),
            min_num=1,
            max_num=60,
        ),
    ]


class WebsiteViewSetGroup(snippets.SnippetViewSetGroup):
    """What stands around the pages, and who wants to hear of them."""

    items = (MenuViewSet, AnnouncementBarViewSet, NewsletterViewSet)
    menu_label = _("Website")
    menu_name = "website"
    menu_icon = "desktop"
    menu_order = 150
