"""Whether a store uses a feature, for who is about to take it away.

Whoever owns the screens of a feature registers in ``AppConfig.ready``::

    describe_use("custom_domain", domains_in_use)"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stores.features import FEATURES
from stores.models import Domain, Membership, Store
from stores.roles import SUPPORT, WITHOUT_STAFF_ROLES, role_name

Use = Callable[[Store], str]
"""A sentence about the use; empty for none. In the platform's scope."""

_uses: dict[str, Use] = {}


def describe_use(feature: str, use: Use) -> None:
    if feature not in FEATURES:
        raise KeyError(f"Unknown feature {feature!r}; declare it in stores/features.py.")
    _uses[feature] = use


def use_of(store: Store, feature: str) -> str:
    return _uses[feature](store) if feature in _uses else ""


def domains_in_use(store: Store) -> str:
    own = Domain.objects.filter(store=store, kind=Domain.Kind.CUSTOM)
    names = list(own.order_by("hostname").values_list("hostname", flat=True))
    if not names:
        return ""
    return _("%(names)s: they stay and answer; none can be added.") % {"names": ", ".join(names)}


def roles_in_use(store: Store) -> str:
    kept = [*(role.value for role in WITHOUT_STAFF_ROLES), SUPPORT]
    held = Membership.objects.filter(store=store).exclude(group__name__in=kept)
    roles = sorted(role_name(name) for name in held.values_list("group__name", flat=True))
    if not roles:
        return ""
    text = ngettext(
        "%(number)d person has a role that is no longer offered (%(roles)s) and keeps it.",
        "%(number)d people have roles that are no longer offered (%(roles)s) and keep them.",
        len(roles),
    )
    return text % {"number": len(roles), "roles": ", ".join(dict.fromkeys(roles))}


def register() -> None:
    describe_use("custom_domain", domains_in_use)
    describe_use("staff_roles", roles_in_use)
