"""Who may use which screen of a store's admin: docs/roles.md for the tests.

The first pattern that fits a route's name counts. A route that none fits fails the test, so that
whoever adds a screen says here whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from stores.roles import ALL_ROLES, CONTENT_ROLES, OWNER_MANAGER, Role
from tests.isolation.crawl import Address

Roles = tuple[Role, ...]

EVERYBODY = ALL_ROLES
CONTENT = CONTENT_ROLES
TRADE = OWNER_MANAGER
SHIPPING = (*TRADE, Role.FULFILMENT)
OWNER = (Role.OWNER,)
NOBODY: Roles = ()

RIGHTS: tuple[tuple[str, Roles], ...] = (
    # Oneself: the dashboard, the account, one's sign-in, leaving.
    ("wagtailadmin_home", EVERYBODY),
    ("wagtailadmin_account", EVERYBODY),
    ("wagtailadmin_login", EVERYBODY),
    ("wagtailadmin_password_reset*", EVERYBODY),
    ("wagtailadmin_dismissibles", EVERYBODY),
    ("wagtailadmin_sprite", EVERYBODY),
    ("wagtailadmin_javascript_catalog", EVERYBODY),
    ("staff_leave", EVERYBODY),
    ("invitation*", EVERYBODY),
    ("sign_in_*", EVERYBODY),
    ("enter_support", EVERYBODY),
    ("enter_new_store", EVERYBODY),
    ("dismiss_checklist", EVERYBODY),
    ("go_live", OWNER),
    ("leave_support", EVERYBODY),
    ("dismiss_announcement", EVERYBODY),
    ("security_settings", OWNER),
    ("security*", EVERYBODY),
    # What no store has (stores/admin/refused.py).
    ("wagtailadmin_error_test", NOBODY),
    ("wagtailadmin_collections:*", NOBODY),
    ("wagtailadmin_workflows:*", NOBODY),
    ("wagtailadmin_reports:workflow*", NOBODY),
    ("wagtailadmin_reports:page_types_usage*", NOBODY),
    ("wagtailusers_*", NOBODY),
    ("wagtailsnippets:index", NOBODY),
    ("translate_page", CONTENT),
    # Orders, stock.
    ("orders:*", SHIPPING),
    ("catalog_stock:*", SHIPPING),
    # What shoppers write, with their addresses.
    ("reviews:*", TRADE),
    ("search_report", TRADE),
    # Settings.
    ("staff*", OWNER),
    ("audit_*", OWNER),
    ("support_accesses", OWNER),
    ("end_support", OWNER),
    ("domains*", OWNER),
    ("jobs", TRADE),
    ("job", TRADE),
    ("job_*", TRADE),
    ("store_settings", TRADE),
    ("branding_*", TRADE),
    ("plan_and_usage", TRADE),
    ("shipping_methods:*", TRADE),
    ("tax_rates:*", TRADE),
    ("payment_methods:index*", TRADE),
    ("payment_methods:*", OWNER),
    # Products and categories. Where nothing waits for a decision, these say so to anybody.
    ("wagtailsnippets_catalog_*:*workflow_action*", EVERYBODY),
    ("wagtailsnippets_catalog_*:confirm_workflow_cancellation", EVERYBODY),
    ("wagtailsnippets_catalog_menu:*", CONTENT),
    ("wagtailsnippets_stores_announcementbar:*", CONTENT),
    ("wagtailsnippets_stores_newslettersubscriber:list*", TRADE),
    ("wagtailsnippets_stores_newslettersubscriber:delete", TRADE),
    ("wagtailsnippets_stores_newslettersubscriber:history*", TRADE),
    ("wagtailsnippets_stores_newslettersubscriber:*", NOBODY),
    ("wagtailsnippets_catalog_*:delete", TRADE),
    ("wagtailsnippets_catalog_*", CONTENT),
    # Choosers show names that the shop shows, too; of files none to who may choose none.
    ("wagtailsnippetchoosers_catalog_*:create", CONTENT),
    ("wagtailsnippetchoosers_catalog_*", EVERYBODY),
    ("wagtailadmin_choose_*", EVERYBODY),
    ("wagtailadmin_tag_*", EVERYBODY),
    # Pages.
    ("wagtailadmin_explore*", CONTENT),
    ("wagtailadmin_pages:*", CONTENT),
    ("wagtailadmin_block_preview", CONTENT),
    ("wagtailadmin_reports:*", CONTENT),
    ("wagtailforms:index*", CONTENT),  # Empty for who may not read what was sent.
    ("wagtailforms:*", TRADE),
    ("wagtailredirects:*", CONTENT),
    # Pictures and documents.
    ("wagtail_bulk_action", CONTENT),
    ("wagtailadmin_api:*", CONTENT),
    ("wagtail*_chooser:chosen", CONTENT),
    ("wagtailimages_chooser:c[!r]*", EVERYBODY),
    ("wagtaildocs_chooser:c[!r]*", EVERYBODY),
    ("wagtailimages*", CONTENT),
    ("wagtaildocs*", CONTENT),
)

ANY_MODEL = ("wagtailadmin_editing_sessions:*", "wagtailadmin_api:pages:*")
"""One address for the things of several models: what comes back depends on which."""

NEEDS_MORE = (
    # Open to their roles, for more than a number: a token, an alias, a form's page, a revision …
    "invitation*",
    "sign_in_*",
    "enter_support",
    "enter_new_store",
    "translate_page",
    "branding_theme",
    "branding_restore",
    "leave_support",
    "job_file",
    "orders:action",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_pages:convert_alias",
    "wagtailadmin_pages:workflow_preview",
    "wagtailadmin_pages:move_confirm",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_block_preview",
    "wagtailadmin_editing_sessions:*",
    "wagtaildocs:*upload*",
    "wagtailimages:*upload*",
    "wagtailimages:url_generator*",
    "wagtailadmin_api:*:find",
    "wagtailadmin_api:pages:*",
    "wagtail_bulk_action",
    "wagtailforms:*submissions*",
    "wagtailsnippets_catalog_*:revisions_*",
    "wagtailsnippets_catalog_*:workflow_preview",
    "wagtailsnippets_catalog_*:workflow_history_detail",
)
"""What they let nobody else do is asked all the same."""


@dataclass(frozen=True)
class Route:
    name: str
    """With its namespaces, as ``reverse`` takes it."""
    address: Address


def admin_routes() -> list[Route]:
    """All of a store's host below ``/admin/``."""
    found: dict[str, Route] = {}
    for name, expression, converters in walk(get_resolver("platform_site.urls")):
        for template, names in normalize(expression):
            if template.startswith("admin/") and name:  # Without: Wagtail's pages not found.
                parameters = tuple((one, converters.get(one, "")) for one in names)
                found.setdefault(template, Route(name, Address(template, parameters)))
    return [route for route in found.values() if route.name != "wagtailadmin_logout"]


def walk(
    resolver: URLResolver,
    prefix: str = "",
    converters: dict[str, str] | None = None,
    namespaces: tuple[str, ...] = (),
) -> Iterator[tuple[str, str, dict[str, str]]]:
    for entry in resolver.url_patterns:
        expression = prefix + entry.pattern.regex.pattern.removeprefix("^").replace(r"\A", "")
        known = {
            **(converters or {}),
            **{name: type(c).__name__ for name, c in entry.pattern.converters.items()},
        }
        if isinstance(entry, URLPattern):
            name = ":".join((*namespaces, entry.name or ""))
            yield name, expression.removesuffix(r"\Z"), known
        else:
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from walk(entry, expression, known, inner)


def roles_for(name: str) -> Roles | None:
    """None for a route that nobody has declared."""
    if fits(name, ANY_MODEL):
        return EVERYBODY
    return next((roles for pattern, roles in RIGHTS if fnmatchcase(name, pattern)), None)


def fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
