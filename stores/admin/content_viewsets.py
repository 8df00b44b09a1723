"""Announcement bars and newsletter subscribers in a store's admin."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.snippets.views import snippets

from stores.admin.viewsets import NotChosenMixin
from stores.models import AnnouncementBar, NewsletterSubscriber

STATES = {
    "planned": gettext_lazy("Planned"),
    "shown": gettext_lazy("Shown"),
    "over": gettext_lazy("Over"),
}


def state_of(bar: AnnouncementBar) -> str:
    return str(STATES[bar.state(timezone.now())])


class AnnouncementBarViewSet(NotChosenMixin, snippets.SnippetViewSet):
    model = AnnouncementBar
    icon = "warning"
    menu_label = gettext_lazy("Announcement bars")
    list_display = [
        "text",
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor=state_of,
            primary=lambda bar: bar.state() == "shown",
        ),
        DateColumn("starts_at", label=gettext_lazy("From"), sort_key="starts_at"),
        DateColumn("ends_at", label=gettext_lazy("To"), sort_key="ends_at"),
    ]
    search_fields = ["text"]
    copy_view_enabled = False
    panels = [
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("link_label"), FieldPanel("link_url")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")])],
            heading=gettext_lazy("When"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("style"),
                FieldPanel("is_dismissible"),
                FieldPanel("language"),
                FieldPanel("position"),
            ],
            heading=gettext_lazy("How"),
        ),
    ]


class SubscriberIndexView(snippets.IndexView):
    """Whoever writes the letters takes the list along as a file: confirmed addresses with the link
    that ends them."""

    list_export = [
        "email",
        "get_status_display",
        "language",
        "asked_at",
        "confirmed_at",
        "left_at",
        "leave_address",
    ]
    export_headings = {
        "email": gettext_lazy("E-mail"),
        "get_status_display": gettext_lazy("Status"),
        "leave_address": gettext_lazy("Link to unsubscribe"),
    }

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("store")


class NewsletterViewSet(NotChosenMixin, snippets.SnippetViewSet):
    """Addresses come from the shop alone, so that each has been confirmed."""

    model = NewsletterSubscriber
    icon = "mail"
    menu_label = gettext_lazy("Newsletter")
    index_view_class = SubscriberIndexView
    list_display = [
        "email",
        Column("get_status_display", label=gettext_lazy("Status"), sort_key="status"),
        DateColumn("asked_at", label=gettext_lazy("Signed up"), sort_key="asked_at"),
        DateColumn("confirmed_at", label=gettext_lazy("Confirmed"), sort_key="confirmed_at"),
    ]
    list_filter = ["status", "language"]
    search_fields = ["email"]
    export_filename = "newsletter"
    copy_view_enabled = False
    add_to_reference_index = False
