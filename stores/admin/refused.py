"""Wagtail's own screens that no store has: they are about the installation and not about a store.

No role holds the permissions that most of them ask for; here they are gone altogether, for
every method, so that a permission granted by mistake opens none of them.
"""

from __future__ import annotations

from typing import Any

from django.urls import ResolverMatch
from wagtail.permissions import policy_registry

from stores.models import BasePage

REFUSED_NAMESPACES = frozenset(
    {
        "wagtailadmin_collections",  # Also the privacy of collections, a view of its own.
        "wagtailadmin_workflows",
        "wagtaillocales",
        "wagtailsites",
        "wagtailstyleguide",
        "wagtailusers_api_tokens",
        "wagtailusers_groups",
        "wagtailusers_users",
    }
)

REFUSED_NAMES = frozenset(
    {
        "wagtailadmin_error_test",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_reports:page_types_usage_results",
        "wagtailadmin_reports:workflow",
        "wagtailadmin_reports:workflow_results",
        "wagtailadmin_reports:workflow_tasks",
        "wagtailadmin_reports:workflow_tasks_results",
        "wagtailsnippets:index",
    }
)

REFUSED_MENU_ITEMS = frozenset(
    {
        "collections",
        "groups",
        "locales",
        "page-types-usage",
        "sites",
        "snippets",
        "styleguide",
        "users",
        "workflow-tasks",
        "workflows",
    }
)

# Wagtail asks for no permission at all where it shows what everybody did to everything, and late
# or never in some of the screens of pages.
FOR_WHO_EDITS_PAGES = frozenset(
    {
        "wagtailadmin_block_preview",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:site_history_results",
    }
)
SCREENS_FOR_WHO_EDITS_PAGES = (
    "wagtailadmin_pages:",
    # The API lists every file, whoever may choose none.
    "wagtailadmin_api:documents:",
    "wagtailadmin_api:images:",
)

# Bulk actions delete with one query, past what our models do when they are deleted.
BULK_ACTION_APPS = frozenset({"stores", "wagtailimages", "wagtaildocs", "wagtailcore"})
_own_bulk_actions: set[tuple[str, str]] = set()


def allow_own_bulk_actions(app_label: str, model_name: str) -> None:
    """For an app above, of a model whose bulk actions are all its own: they ask for permission
    themselves, and go through its services."""
    _own_bulk_actions.add((app_label, model_name))


def is_refused(match: ResolverMatch, user: Any) -> bool:
    if match.view_name == "wagtail_bulk_action":
        if (match.kwargs.get("app_label"), match.kwargs.get("model_name")) in _own_bulk_actions:
            return False
        return match.kwargs.get("app_label") not in BULK_ACTION_APPS or not edits_pages(user)
    if match.view_name in FOR_WHO_EDITS_PAGES or match.view_name.startswith(
        SCREENS_FOR_WHO_EDITS_PAGES
    ):
        return not edits_pages(user)
    if REFUSED_NAMESPACES.intersection(match.namespaces):
        return True
    return match.view_name in REFUSED_NAMES


def edits_pages(user: Any) -> bool:
    """Owners, managers and editors, of a store: whoever works with pages, pictures and files."""
    return policy_registry.get_by_type(BasePage).explorable_root_instance(user) is not None
