"""What an archive of a store leaves out, and why. Everything else that the isolation registry
knows of a store goes in; a test walks the registry, so that a new table is decided about."""

from __future__ import annotations

from typing import Any

LEFT_OUT: dict[str, str] = {
    # Written anew by what comes in.
    "stores_storegeneration": "counts changes of this installation's pages",
    "stores_rendition": "sizes of pictures are made again when they are asked for",
    "wagtailcore_referenceindex": "rebuilt",
    "wagtailsearch_indexentry": "rebuilt",
    # The installation's: where the store is reached, and what happened to it here.
    "stores_store": "the store itself, which has a file of its own",
    "stores_domain": "host names are given and proved anew",
    "wagtailcore_site": "made with the host name",
    "stores_auditentry": "evidence of one installation; an archive can be edited",
    "stores_storeannouncement": "what this installation's provider tells",
    "stores_announcementdismissal": "goes with the announcements",
    "stores_job": "work of this installation, done or under way",
    # Staff at work here.
    "stores_session": "sign-ins end with the installation",
    "stores_invitation": "their links lead to this installation",
    "stores_supportaccess": "visits of this installation's operators",
    "stores_ratelimit": "counters of a moment",
    "wagtailcore_apitoken": "a key to this installation",
    "wagtailcore_comment": "talk among the people here",
    "wagtailcore_commentreply": "talk among the people here",
    "wagtailcore_pagesubscription": "goes with the talk",
    "wagtailadmin_editingsession": "who edits at this moment",
    "wagtailadmin_formstate": "forms open at this moment",
    "wagtailcore_uploadedfile": "uploads under way",
    "django_tasks_database_dbtaskresult": "work under way",
    # A store has none: the screens are not there.
    "wagtailcore_collection": "a store has the root collection alone",
    "wagtailcore_collectionviewrestriction": "a store has no collections of its own",
    "wagtailcore_collectionviewrestriction_groups": "a store has no collections of its own",
    "wagtailcore_workflowpage": "workflows are assigned by the platform",
}

# With what a row that comes in has there until it is made anew.
LEFT_OUT_COLUMNS: dict[str, dict[str, Any]] = {
    "stores_branding": {"logo_picture": {}, "favicon_picture": {}},  # Made from the images.
}

# What the provider of one installation decided about the store.
STORE_COLUMNS_LEFT_OUT = frozenset(
    {
        "id",
        "slug",
        "status",
        "status_note",
        "status_message",
        "status_until",
        "status_changed_at",
        "opened_at",
        "erase_at",
        "in_maintenance",
        "maintenance_message",
        "site_id",
        "plan_id",
        "plan_since",
        "trial_ends_at",
        "overrides",
        "is_template",
        "created_at",
        "updated_at",
    }
)

_trade: set[str] = {"wagtailforms_formsubmission", "stores_newslettersubscriber"}


def leave_out(table: str, why: str) -> None:
    LEFT_OUT[table] = why


def belongs_to_trade(*tables: str) -> None:
    """Rows that come from customers: a clone of a store starts without them."""
    _trade.update(tables)


def trade_tables() -> frozenset[str]:
    return frozenset(_trade)
