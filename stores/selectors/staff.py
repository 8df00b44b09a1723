"""Who works in a store, as its owners see it. Read in the platform's scope, because parts of it
are a person's and not the store's; nothing here tells where else somebody is a member."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from stores.models import AuditEntry, Invitation, Membership, Session, Store, User
from stores.roles import SUPPORT, leading_role, role_name
from stores.scope import platform_scope
from stores.sign_in.second_factor import who_has_second_factor


def members_of(store: Store) -> QuerySet[Membership]:
    """Without operators who visit for support: they are no staff. Asks in the caller's scope."""
    return Membership.objects.filter(store=store).exclude(group__name=SUPPORT)


def leaders_of(store: Store) -> QuerySet[Membership]:
    """Owners; of the platform its operators. Asks in the caller's scope."""
    return members_of(store).filter(group__name=leading_role(store), user__is_active=True)


@dataclass(frozen=True, slots=True)
class Member:
    """One person, whatever number of roles they hold."""

    membership: Membership
    roles: tuple[str, ...]
    last_seen: datetime | None
    """In this store: when they signed in elsewhere is nobody's business here."""
    has_second_factor: bool
    is_you: bool

    @property
    def user(self) -> User:
        return self.membership.user

    @property
    def pk(self) -> int:
        return self.membership.pk

    @property
    def role(self) -> str:
        return self.membership.group.name

    @property
    def role_names(self) -> str:
        return ", ".join(map(role_name, self.roles))


def staff(store: Store, *, you: User) -> list[Member]:
    """Leaders first, then by address. The same number of queries for 1 as for 50."""
    with platform_scope():
        held: dict[int, list[Membership]] = {}
        rows = members_of(store).select_related("user", "group").order_by("user__email", "pk")
        for membership in rows:
            held.setdefault(membership.user_id, []).append(membership)
        secured, seen = who_has_second_factor(held.keys()), last_seen(store, held.keys())
    people = [
        Member(
            membership=memberships[0],
            roles=tuple(membership.group.name for membership in memberships),
            last_seen=seen.get(user_id),
            has_second_factor=user_id in secured,
            is_you=user_id == you.pk,
        )
        for user_id, memberships in held.items()
    ]
    return sorted(people, key=lambda member: leading_role(store) not in member.roles)


def last_seen(store: Store, user_ids: Collection[int]) -> dict[int, datetime]:
    """The last use of a session that is left, or the last sign-in that was written down."""
    sessions = Session.objects.filter(store=store, user__in=user_ids)
    sign_ins = AuditEntry.objects.filter(
        store=store, action="sign_in.succeeded", actor_id__in=user_ids
    )
    found = dict(sign_ins.order_by().values_list("actor_id").annotate(Max("created_at")))
    for user_id, seen in sessions.values_list("user_id").annotate(Max("last_seen_at")):
        found[user_id] = max(seen, found.get(user_id, seen))
    return found


def open_invitations(store: Store) -> list[Invitation]:
    """Neither accepted nor revoked: also those that have expired and can be sent again."""
    with platform_scope():
        waiting = Invitation.objects.filter(store=store, accepted_at=None, revoked_at=None)
        return list(waiting.select_related("group", "invited_by"))
