"""Addresses of the screens about who works in a store, to be put below one of a host's admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from stores.admin.staff import views


def staff_urls(
    where: str,
    prefix: str,
    *,
    guard: Callable[[Any], Any] = lambda view: view,
    guard_leaving: Callable[[Any], Any] = lambda view: view,
    **initial: Any,
) -> list[URLPattern]:
    """``prefix`` of the names; ``initial`` attributes of the views."""
    screens: list[tuple[str, Any, str]] = [
        ("", views.StaffListView, ""),
        ("invite/", views.InviteView, "_invite"),
        ("<int:pk>/", views.MemberView, "_member"),
        ("<int:pk>/remove/", views.RemoveView, "_remove"),
        ("invitations/<uuid:public_id>/resend/", views.ResendView, "_resend"),
        ("invitations/<uuid:public_id>/revoke/", views.RevokeView, "_revoke"),
    ]
    patterns = [
        path(where + below, guard(view.as_view(**initial)), name=prefix + name)
        for below, view, name in screens
    ]
    leave = guard_leaving(views.LeaveView.as_view(**initial))
    return [*patterns, path(f"{where}leave/", leave, name=f"{prefix}_leave")]
