from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.permissions import register_permission_policy

from stores.admin.account import leave_out_profile_picture
from stores.admin.announcements import hooks as announcement_hooks  # noqa: F401 - they register
from stores.admin.audit import hooks as audit_hooks  # noqa: F401 - they register
from stores.admin.checklist import hooks as checklist_hooks  # noqa: F401 - they register
from stores.admin.domains import hooks as domain_hooks  # noqa: F401 - they register
from stores.admin.exports import keep_exports_harmless
from stores.admin.jobs import hooks as job_hooks  # noqa: F401 - they register
from stores.admin.menu import PermittedMenuItem
from stores.admin.page_policy import StorePagePermissionPolicy
from stores.admin.page_viewset import StorePageViewSet
from stores.admin.plan import hooks as plan_hooks  # noqa: F401 - they register
from stores.admin.redirects import keep_redirects_in_their_store
from stores.admin.refused import REFUSED_MENU_ITEMS
from stores.admin.security import menu as security_hooks  # noqa: F401 - they register
from stores.admin.staff import hooks as staff_hooks  # noqa: F401 - they register
from stores.admin.storage_limit import keep_storage_in_its_limit
from stores.admin.support import hooks as support_hooks  # noqa: F401 - they register
from stores.admin.views.branding import (
    BrandingCheckView,
    BrandingView,
    DiscardView,
    RestoreView,
    ThemeView,
)
from stores.admin.views.store import StoreView
from stores.admin.views.translate_page import missing_languages, translate, user_may_translate
from stores.languages import own_name
from stores.models import BasePage, User
from stores.rich_text_links import keep_links_to_pages

register_permission_policy(BasePage, StorePagePermissionPolicy(BasePage))
leave_out_profile_picture()
keep_redirects_in_their_store()
keep_storage_in_its_limit()
keep_exports_harmless()


# After Wagtail's, which it replaces.
hooks.register("register_rich_text_features", keep_links_to_pages, order=10)


@hooks.register("register_admin_viewset", order=0)
def page_viewset() -> StorePageViewSet:
    return StorePageViewSet()


@hooks.register("register_admin_urls")
def settings_urls() -> list[Any]:
    return [
        path("settings/store/", StoreView.as_view(), name="store_settings"),
        path("pages/<int:page_id>/translate/<str:language>/", translate, name="translate_page"),
        path("settings/branding/", BrandingView.as_view(), name="branding_settings"),
        path("settings/branding/check/", BrandingCheckView.as_view(), name="branding_check"),
        path("settings/branding/discard/", DiscardView.as_view(), name="branding_discard"),
        path("settings/branding/theme/<slug:code>/", ThemeView.as_view(), name="branding_theme"),
        path("settings/branding/restore/<int:pk>/", RestoreView.as_view(), name="branding_restore"),
    ]


@hooks.register("register_settings_menu_item")
def store_menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Store"),
        reverse("store_settings"),
        permission="stores.change_store",
        name="store-settings",
        icon_name="home",
        order=10,
    )


@hooks.register("register_settings_menu_item")
def branding_menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Branding"),
        reverse("branding_settings"),
        permission="stores.change_branding",
        name="branding-settings",
        icon_name="view",
        order=20,
    )


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
@hooks.register("construct_reports_menu")
def leave_out_refused(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in REFUSED_MENU_ITEMS]


@hooks.register("filter_form_submissions_for_user")
def messages_are_personal(user: User, forms: QuerySet[BasePage]) -> QuerySet[BasePage]:
    """Who may edit a form's page may not yet read what visitors sent by it."""
    if user.has_perms(["wagtailforms.view_formsubmission", "wagtailforms.delete_formsubmission"]):
        return forms
    return forms.none()


@hooks.register("construct_help_menu")
def leave_out_links_abroad(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name == "keyboard-shortcuts-trigger"]


@hooks.register("construct_homepage_summary_items", order=5)
def leave_out_wagtail_figures(request: HttpRequest, items: list[Any]) -> None:
    """Apps above put the store's figures there instead of counts of pages and files."""
    items.clear()


@hooks.register("register_page_header_buttons")
def translate_buttons(
    page: BasePage, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """“Translate into German” for each of the store's languages that the page is not in."""
    if page.depth <= 2 or page.is_home_of_language or not user_may_translate(page, user):
        return
    for language in missing_languages(page):
        yield Button(
            _("Translate into %(language)s") % {"language": own_name(language)},
            reverse("translate_page", args=[page.pk, language]),
            icon_name="globe",
            priority=80,
        )
