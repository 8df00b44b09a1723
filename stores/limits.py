"""How much of something a plan allows. Code asks ``store.limit("products")``.

A plan that names no number for a limit sets none."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LIMITS = {
    "products": _("Products"),
    "staff": _("Staff"),
    "storage": _("Storage for pictures and files, in MB"),
    "orders": _("Orders a month"),
    "domains": _("Own domains"),
}


SHORT_NAMES = {
    "products": _("Products"),
    "staff": _("Staff"),
    "storage": _("Storage"),
    "orders": _("Orders this month"),
    "domains": _("Own domains"),
}
"""Where use is shown with its unit."""

MEGABYTE = 1024 * 1024
UNITS = {"storage": MEGABYTE}

REACHED = {
    "products": _(
        "This store has %(used)s of %(most)s products, drafts included (plan %(plan)s). Delete"
        " some that you no longer need, or ask your provider for more: Settings → Plan and usage"
        " shows what other plans offer."
    ),
    "staff": _(
        "This store has %(used)s of %(most)s people, open invitations included (plan %(plan)s)."
        " Remove somebody or revoke an invitation, or ask your provider for more: Settings → Plan"
        " and usage shows what other plans offer."
    ),
    "storage": _(
        "This file does not fit in: %(used)s of %(most)s are used by pictures and documents (plan"
        " %(plan)s). Choose a smaller file or delete some that you no longer need, or ask your"
        " provider for more: Settings → Plan and usage shows what other plans offer."
    ),
    "orders": _(
        "This store has taken %(used)s of %(most)s orders this month, payments under way included"
        " (plan %(plan)s). Ask your provider for more: Settings → Plan and usage shows what other"
        " plans offer."
    ),
    "domains": _(
        "This store has %(used)s of %(most)s domains of its own (plan %(plan)s). Remove one, or"
        " ask your provider for more: Settings → Plan and usage shows what other plans offer."
    ),
}


class LimitReached(ValidationError):
    """A store has as much as its plan allows. The message is for its staff: what the limit is,
    how much is used, and what they can do."""

    def __init__(self, limit: str, *, used: str, most: str, plan: str) -> None:
        self.limit, self.used, self.most = limit, used, most
        params = {"plan": plan, "used": used, "most": most}
        super().__init__(REACHED[limit], code="limit_reached", params=params)


def unit_of(name: str) -> int:
    """What one of the limit is in what is counted: bytes of a megabyte; else 1."""
    return UNITS.get(name, 1)


def known_limits(value: object) -> None:
    """Limit name → whole number from 0 on."""
    if not isinstance(value, dict):
        raise ValidationError(_("Limits are names with numbers."))
    if unknown := sorted(set(map(str, value)) - set(LIMITS)):
        raise ValidationError(
            _("Unknown limit: %(unknown)s. Known are: %(known)s."),
            params={"unknown": ", ".join(unknown), "known": ", ".join(LIMITS)},
        )
    for name, number in value.items():
        if not is_count(number):
            raise ValidationError(
                _("%(limit)s: use a whole number from 0 on."), params={"limit": LIMITS[name]}
            )


def is_count(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0
