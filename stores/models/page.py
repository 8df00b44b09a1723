from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    AbstractPage,
    DefaultBasePageMixin,
    PagePermissionTester,
    PageViewRestriction,
)
from wagtail.search import index

from stores.isolation.registry import Kind, isolate
from stores.languages import further_language, platform_languages
from stores.models.base import StoreOwned
from stores.models.store import Store, touch_generation


def page_blocks() -> list[tuple[str, Any]]:
    """The blocks a page can hold: apps above add theirs by the setting PAGE_BLOCKS."""
    return [(name, import_string(path)()) for name, path in settings.PAGE_BLOCKS]


class FixedPagePermissionTester(PagePermissionTester):
    """For the tree's root and a store's home page: they stay where they are."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False


class LanguageHomePermissionTester(PagePermissionTester):
    """For the home page of a further language: it stays where it is as long as the shop has the
    language."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        store = Store.all_objects.only("languages").get(pk=self.page.store_id)
        return self.page.slug not in store.languages and super().can_delete(ignore_bulk)

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False


class RootPermissionTester(FixedPagePermissionTester):
    """The root belongs to the platform: a store adds, orders and publishes nothing there."""

    def can_add_subpage(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_lock(self) -> bool:
        return False


@isolate(Kind.TREE, platform_rows=True)
class BasePage(StoreOwned, AbstractPage, DefaultBasePageMixin):
    """Every page, with its store. Wagtail's ``WAGTAIL_PAGE_MODEL``."""

    begins_with_a_language = True
    """Whether a page of this kind is copied, as a draft, when its store takes up a language."""

    private_page_options = ["password"]  # “groups” lists all groups, “login” admits anybody.

    search_fields = [*AbstractPage.search_fields, *DefaultBasePageMixin.search_fields]
    promote_panels = DefaultBasePageMixin.promote_panels

    @classmethod
    def get_indexed_objects(cls) -> models.QuerySet[BasePage]:
        """Without the tree's root: every store sees it, but only one could hold it in its index."""
        return super().get_indexed_objects().filter(depth__gt=1)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        if self.depth == 1:
            return RootPermissionTester(user, self)
        if self.depth == 2:
            return FixedPagePermissionTester(user, self)
        if self.is_home_of_language:
            return LanguageHomePermissionTester(user, self)
        return super().permissions_for_user(user)

    @property
    def is_home_of_language(self) -> bool:
        """The top of the pages of a further language, which lies below the store's home page."""
        return self.depth == 3 and self.cached_content_type.model == "homepage"

    @property
    def localized(self) -> Any:
        """As the shopper reads it, which is where links lead; in the admin a page is itself."""
        return super().localized if further_language() else self

    def _get_relevant_site_root_paths(self, cache_object: Any = None) -> tuple[Any, ...]:
        """All addresses begin at the store's home page; Wagtail counts that of a further language,
        which lies below it, as another beginning."""
        paths = super()._get_relevant_site_root_paths(cache_object)
        return tuple(sorted(paths, key=lambda path: len(path.root_path)))

    def clean(self) -> None:
        super().clean()
        self.check_slug()

    def minimal_clean(self) -> None:
        """Of a draft Wagtail checks title and slug alone."""
        super().minimal_clean()
        self.check_slug()

    def check_slug(self) -> None:
        if self.slug in platform_languages() and not isinstance(self, HomePage):
            raise ValidationError(
                {"slug": _("Addresses of a language begin with this; choose another slug.")}
            )

    def serve_password_required_response(
        self, request: HttpRequest, form: Any, action_url: str
    ) -> HttpResponse:
        """Nothing of the page is told to who may not read it, in the head neither: the context is
        the form alone. Wagtail's address for the password takes any page's number."""
        if not (self.live and self.get_view_restrictions().filter(pk=form.restriction.pk).exists()):
            raise Http404("No such page has this password.")
        context = {"form": form, "action_url": action_url}
        return TemplateResponse(request, "wagtailcore/password_required.html", context)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Most stores have none: then one query says so, instead of two for each visit."""
        if not PageViewRestriction.objects.exists():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def clean_fields(self, exclude: Iterable[str] | None = None) -> None:
        """Wagtail validates with each save, and somebody who left the store is not seen in it:
        these are set by code alone, and the database knows that they exist."""
        super().clean_fields(exclude={*(exclude or ()), "owner", "locked_by"})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        result = super().save(*args, **kwargs)
        if kwargs.get("update_fields") is None:  # Saving a draft names its fields.
            touch_generation(self.store_id)
        return result

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        store_id = self.store_id
        result = super().delete(*args, **kwargs)
        touch_generation(store_id)
        return result

    def move(self, *args: Any, **kwargs: Any) -> Any:
        result = super().move(*args, **kwargs)
        touch_generation(self.store_id)
        return result


class BodyPage(BasePage):
    body = StreamField(page_blocks(), blank=True, verbose_name=_("content"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        abstract = True


@isolate()
class HomePage(BodyPage):
    """A store's front page, the top of its page tree. Made with the store, never in the admin."""

    parent_page_types: list[str] = ["stores.BasePage"]
    subpage_types = ["stores.ContentPage", "stores.ContactFormPage", "stores.JournalPage"]
    is_creatable = False

    def check_slug(self) -> None:
        if self.is_home_of_language:
            self.slug = self.locale.language_code  # Its address says its language.

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


@isolate()
class ContentPage(BodyPage):
    introduction = models.TextField(
        _("introduction"), max_length=400, blank=True, help_text=_("One or two sentences on top.")
    )

    parent_page_types = ["stores.HomePage", "stores.ContentPage"]
    subpage_types = ["stores.ContentPage", "stores.ContactFormPage"]

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [*BodyPage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
