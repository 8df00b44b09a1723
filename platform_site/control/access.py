"""Who gets into Center Control: members of store 0 with the permission a screen asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.models import GroupCollectionPermission, GroupPagePermission
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

View = Callable[..., HttpResponseBase]


def operators_only(permission: str) -> Callable[[View], View]:
    """Sign-in as Wagtail asks for it, then ``permission`` (``app_label.codename``) in store 0.

    Asked in the control host's own scope, so that what somebody may do in a store of theirs
    counts for nothing here. A refusal is an answer and not Wagtail's redirect to the dashboard,
    because the dashboard is one of these screens."""

    def decorate(view: View) -> View:
        @never_cache
        @require_admin_access
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.store.is_platform:  # type: ignore[attr-defined]
                raise Http404
            if not request.user.has_perm(permission):
                return render(
                    request,
                    "platform_site/control/refused.html",
                    {"page_title": _("Only operators come in here"), "header_icon": "lock"},
                    status=403,
                )
            hold_no_content_rights(request.user)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def hold_no_content_rights(user: Any) -> None:
    """There are no pages and no pictures on the control host. Said ahead, so that Wagtail's
    menus need not ask the database for rights over them."""
    pages, collections = PagePermissionPolicy, CollectionPermissionPolicy
    setattr(user, pages.permission_cache_name, GroupPagePermission.objects.none())
    setattr(user, collections.permission_cache_name, GroupCollectionPermission.objects.none())
