from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.models import Membership, Store, SupportAccess, User
from stores.models.invitation import digest, new_token
from stores.roles import SUPPORT
from stores.scope import PLATFORM_ID, platform_scope
from stores.services.end_support import end_support

DURATIONS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
ENTRY_LASTS = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Begun:
    access: SupportAccess
    token: str
    """Opens the store's admin once, within ``ENTRY_LASTS``; only its digest is kept."""


def begin_support(*, store: Store, operator: User, reason: str, duration: timedelta) -> Begun:
    """Give an operator the role Support in a store, for a reason and for a time.

    Locks the rows of the platform, whose team the operator must not leave meanwhile, and of the
    store. Raises ValidationError for a store that is disabled, without a reason,
    for another duration than ``DURATIONS``, and for somebody who is no operator or who is a
    member of the store. Twice begins anew: the first access ends, and who was in is out."""
    reason = " ".join(reason.split())
    with transaction.atomic(), platform_scope(on_behalf_of=store):
        rows = Store.all_objects.select_for_update(no_key=True).order_by("pk")
        *_platform, locked = rows.filter(pk__in={PLATFORM_ID, store.pk})
        check(locked, operator, reason, duration)
        open_ones = SupportAccess.objects.filter(store=store, operator=operator, ended_at=None)
        for access in open_ones:
            end_support(access=access)
        now, token = timezone.now(), new_token()
        access = SupportAccess.objects.create(
            store=store,
            operator=operator,
            operator_name=operator.email,
            reason=reason,
            entry_digest=digest(token),
            entry_expires_at=now + ENTRY_LASTS,
            expires_at=now + duration,
        )
        Membership.objects.update_or_create(
            store=store,
            user=operator,
            group=Group.objects.get(name=SUPPORT),
            defaults={"expires_at": access.expires_at},
        )
    return Begun(access, token)


def check(store: Store, operator: User, reason: str, duration: timedelta) -> None:
    """Whether the access may begin; raises ValidationError with why it may not."""
    held = Membership.objects.filter(user=operator)
    if store.is_platform or store.status == Store.Status.DISABLED:
        raise ValidationError(_("%(name)s is disabled: its admin is closed for everybody.")
                              % {"name": store.name})  # fmt: skip
    if not held.filter(store_id=PLATFORM_ID, user__is_active=True).exists():
        raise ValidationError(_("Only the provider’s team gives support."))
    if held.filter(store=store).exclude(group__name=SUPPORT).exists():
        raise ValidationError(_("You belong to this store’s own team: sign in there yourself."))
    if not reason:
        raise ValidationError({"reason": _("Say why you need to look; the owner reads it, too.")})
    if len(reason) > 500:
        raise ValidationError({"reason": _("Say it in at most 500 characters.")})
    if duration not in DURATIONS:
        raise ValidationError({"duration": _("Choose one of the durations.")})
