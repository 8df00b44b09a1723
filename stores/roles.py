"""The roles a person can hold in a store, and what each may do.

Roles are Django groups that serve every store: who holds one where is a ``Membership``.
Apps above add their permissions with ``grant`` in their ``AppConfig.ready``; ``ensure_roles``
writes the table to the database after each ``migrate``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from stores.models import Store


class Role(models.TextChoices):
    OWNER = "Owner", _("Owner")
    MANAGER = "Manager", _("Manager")
    EDITOR = "Editor", _("Editor")
    FULFILMENT = "Fulfilment", _("Fulfilment")


OPERATOR = "Operator"
"""The role of the provider's team, held in store 0 (the control host)."""

SUPPORT = "Support"
"""The role of an operator who visits a store's admin: what its manager may, without what is
``WITHHELD_FROM_SUPPORT``."""

WITHHELD_FROM_SUPPORT = frozenset(
    {
        "commerce.add_paymentmethod",
        "commerce.change_paymentmethod",
        "commerce.delete_paymentmethod",
    }
)
"""Where the money goes is not for visitors. Exports are refused by ``SupportMiddleware``."""
KEPT_TO_THE_TEAM = ("membership", "invitation", "supportaccess", "auditentry")
"""Models that a visitor neither sees nor changes, whatever a manager may."""

AS_MANAGER = {SUPPORT: Role.MANAGER}
"""Roles that may whatever another role may."""

OWNER_MANAGER = (Role.OWNER, Role.MANAGER)
CONTENT_ROLES = (Role.OWNER, Role.MANAGER, Role.EDITOR)
ALL_ROLES = tuple(Role)
GROUPS = (*Role.values, OPERATOR, SUPPORT)
_OTHER_NAMES = {OPERATOR: _("Operator"), SUPPORT: _("Support")}


def leading_role(store: Store) -> str:
    """Who holds it says who belongs to the store; there is always one."""
    return OPERATOR if store.is_platform else Role.OWNER.value


def role_name(role: str) -> str:
    """As people read it, in the language that is active."""
    return str(Role(role).label if role in Role.values else _OTHER_NAMES.get(role, role))


WITHOUT_STAFF_ROLES = (Role.OWNER, Role.MANAGER)
"""What the plans offer that lack the feature ``staff_roles``: nobody has to be made an owner, and
whoever holds another role keeps it."""


def roles_of(store: Store) -> tuple[str, ...]:
    """What a person can be given; not Support, which comes and goes by itself."""
    if store.is_platform:
        return (OPERATOR,)
    if store.has_feature("staff_roles"):
        return tuple(Role.values)
    return tuple(role.value for role in WITHOUT_STAFF_ROLES)


BASIC = ("view", "add", "change", "delete")

_permissions: dict[str, set[str]] = defaultdict(set)
_page_actions: dict[str, set[str]] = defaultdict(set)
_collection_permissions: dict[str, set[str]] = defaultdict(set)


def grant(roles: tuple[str, ...] | str, *permissions: str) -> None:
    """``permissions`` are ``app_label.codename``; several calls add up."""
    for role in (roles,) if isinstance(roles, str) else roles:
        _permissions[str(role)].update(permissions)


def grant_pages(roles: tuple[str, ...], *actions: str) -> None:
    """``actions`` of Wagtail's page permissions: add, change, publish, …; on the whole tree."""
    for role in roles:
        _page_actions[str(role)].update(actions)


def grant_collections(roles: tuple[str, ...], *permissions: str) -> None:
    """``app_label.codename`` of images and documents, on all collections."""
    for role in roles:
        _collection_permissions[str(role)].update(permissions)


def declare_own_roles() -> None:
    grant((*ALL_ROLES, OPERATOR), "wagtailadmin.access_admin")
    grant(OWNER_MANAGER, "stores.change_store", "stores.change_branding")
    grant(OPERATOR, "stores.add_store", "stores.change_store", "stores.view_store")
    grant(OPERATOR, "stores.add_supportaccess", "stores.change_user")
    grant(OPERATOR, "stores.change_platformsettings", "stores.change_announcement")
    grant(OWNER_MANAGER, "stores.view_plan")
    grant(OPERATOR, *(f"stores.{action}_plan" for action in ("view", "add", "change", "delete")))
    grant(Role.OWNER, "stores.view_supportaccess", "stores.change_supportaccess")
    grant(
        (Role.OWNER, OPERATOR),
        *(f"stores.{action}_membership" for action in ("view", "add", "change", "delete")),
        "stores.view_auditentry",
    )
    grant(
        (Role.OWNER, OPERATOR),
        *(f"stores.{action}_domain" for action in ("view", "add", "change", "delete")),
    )
    grant(OWNER_MANAGER, "wagtailforms.view_formsubmission", "wagtailforms.delete_formsubmission")
    grant(OWNER_MANAGER, *(f"stores.{a}_newslettersubscriber" for a in ("view", "delete")))
    grant(CONTENT_ROLES, *(f"stores.{a}_announcementbar" for a in BASIC))
    grant(
        CONTENT_ROLES,
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    )
    grant_pages(CONTENT_ROLES, "add", "change", "publish", "lock", "unlock", "bulk_delete")
    grant_collections(
        CONTENT_ROLES,
        "stores.add_image",
        "stores.change_image",
        "stores.delete_image",
        "stores.choose_image",
        "stores.add_document",
        "stores.change_document",
        "stores.delete_document",
        "stores.choose_document",
    )


def ensure_roles() -> None:
    """Bring groups and their permissions to what is declared. Platform scope; safe to repeat."""
    from django.contrib.auth.models import Group
    from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

    from stores.models import BasePage

    root = BasePage.objects.get(depth=1)
    root_collection = Collection.objects.get(depth=1)
    for role in GROUPS:
        group, _created = Group.objects.get_or_create(name=role)
        like = str(AS_MANAGER.get(role, role))
        held = _permissions[like]
        group.permissions.set(_find(of_support(held) if role == SUPPORT else held))
        page_permissions = _find(f"stores.{action}_basepage" for action in _page_actions[like])
        GroupPagePermission.objects.filter(group=group).exclude(
            permission__in=page_permissions
        ).delete()
        for permission in page_permissions:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        collection_permissions = _find(_collection_permissions[like])
        GroupCollectionPermission.objects.filter(group=group).exclude(
            permission__in=collection_permissions
        ).delete()
        for permission in collection_permissions:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root_collection, permission=permission
            )


def of_support(managers: set[str]) -> set[str]:
    """What is left of a manager's permissions for a visitor."""
    return {
        name
        for name in managers - WITHHELD_FROM_SUPPORT
        if name.rpartition("_")[2] not in KEPT_TO_THE_TEAM
    }


def _find(names: object) -> list:
    """The permissions named; raises LookupError for one that no model declares."""
    from django.contrib.auth.models import Permission

    found = []
    for name in sorted(names):  # type: ignore[call-overload]
        app_label, codename = name.split(".", 1)
        permission = Permission.objects.filter(
            content_type__app_label=app_label, codename=codename
        ).first()
        if permission is None:
            raise LookupError(f"No permission {name!r}; is it misspelt in a grant()?")
        found.append(permission)
    return found
