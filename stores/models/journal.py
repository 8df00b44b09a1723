from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.search import index

from stores.isolation.registry import isolate
from stores.models.base import StoreOwned
from stores.models.media import Tag
from stores.models.page import BasePage, BodyPage

OWN_ROUTES = ("feed", "topic")
"""What stands below a journal's address and is no post."""


@isolate()
class JournalPage(RoutablePageMixin, BasePage):
    """The store's journal: its posts, newest first, by topic if asked for, and as a feed."""

    introduction = models.TextField(
        _("introduction"), max_length=400, blank=True, help_text=_("One or two sentences on top.")
    )

    parent_page_types = ["stores.HomePage"]
    subpage_types = ["stores.JournalPost"]
    max_count_per_parent = 1

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("journal")
        verbose_name_plural = _("journals")

    @re_path(r"^$", name="index")
    def all_posts(self, request: HttpRequest) -> HttpResponseBase:
        from stores.views.journal import show_posts

        return show_posts(request, self)

    @re_path(r"^topic/([\w-]+)/$", name="topic")
    def posts_of_topic(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        from stores.views.journal import show_posts

        return show_posts(request, self, topic=slug)

    @re_path(r"^feed/$", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponseBase:
        from stores.views.journal import show_feed

        return show_feed(request, self)


@isolate()
class JournalPostTag(StoreOwned, ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="journal_posts")
    content_object = ParentalKey(
        "stores.JournalPost", on_delete=models.CASCADE, related_name="tagged_items"
    )


@isolate()
class JournalPost(BodyPage):
    date = models.DateField(_("date"), default=timezone.localdate)
    author = models.CharField(
        _("author"), max_length=80, blank=True, help_text=_("As readers see it.")
    )
    introduction = models.TextField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("One or two sentences; lists of posts show them, too."),
    )
    image = models.ForeignKey(
        "stores.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    image_alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows, for those who do not see it."),
    )
    tags = ClusterTaggableManager(
        through=JournalPostTag, blank=True, verbose_name=_("topics"), help_text=None
    )

    parent_page_types = ["stores.JournalPage"]
    begins_with_a_language = False  # There may be hundreds; each is translated when it is wanted.
    subpage_types: list[str] = []

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("date"), FieldPanel("author")], heading=_("Written")),
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading=_("Picture")),
        FieldPanel("body"),
        FieldPanel("tags"),
    ]
    search_fields = [*BodyPage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("journal post")
        verbose_name_plural = _("journal posts")

    def clean(self) -> None:
        super().clean()
        if self.slug in OWN_ROUTES:
            raise ValidationError(
                {"slug": _("The journal itself has an address that ends so; choose another.")}
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from stores.selectors.journal import neighbours, with_addresses, with_pictures

        context = super().get_context(request, *args, **kwargs)
        with_pictures([self])
        context["newer"], context["older"] = neighbours(self)
        with_addresses(filter(None, (context["newer"], context["older"])), request)
        context["topics"] = list(self.tags.all())
        context["journal_url"] = self.get_parent().get_url(request)
        return context
