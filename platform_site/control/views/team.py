"""The team of operators: the screens about a store's staff, for the platform's own row."""

from __future__ import annotations

from platform_site.control.access import operators_only
from stores.admin.staff.base import LEADS
from stores.admin.staff.urls import staff_urls

team_urls = staff_urls(
    "team/",
    "team",
    guard=operators_only(LEADS),
    guard_leaving=operators_only("wagtailadmin.access_admin"),
    url_prefix="control:team",
    on_control_host=True,
)
