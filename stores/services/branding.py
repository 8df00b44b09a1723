"""From a draft of a look to the look of the shop, and back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from stores.models import Branding, BrandingVersion, Store, User
from stores.models.look import Look

KEPT = 20
"""Looks of before that a store can go back to."""


def draft_of(store: Store) -> BrandingVersion | None:
    return BrandingVersion.objects.filter(store=store, published_at__isnull=True).first()


def history_of(store: Store) -> list[BrandingVersion]:
    """The latest first, with who published each."""
    published = BrandingVersion.objects.filter(store=store, published_at__isnull=False)
    return list(published.select_related("person"))


def save_draft(look: Look, *, store: Store, user: User) -> BrandingVersion:
    """Keep ``look`` as the store's one draft, in place of the one before. Shoppers see nothing of
    it. Locks the store's branding, so that two who save at once make one draft; the later stays."""
    with transaction.atomic():
        Branding.objects.select_for_update().get(store=store)
        draft = draft_of(store) or BrandingVersion(store=store)
        draft.take(look)
        draft.person = user
        draft.save()
    return draft


def discard_draft(*, store: Store) -> bool:
    """Whether there was one."""
    deleted, _by_model = BrandingVersion.objects.filter(
        store=store, published_at__isnull=True
    ).delete()
    return bool(deleted)


def publish_look(look: Look, *, store: Store, user: User) -> Branding:
    """Make ``look`` the one that shoppers see. It joins those to go back to, the draft ends.

    Locks the store's branding. The first time the look until now is kept, too. Published twice,
    the second changes nothing but who and when."""
    with transaction.atomic():
        branding = Branding.objects.select_for_update().get(store=store)
        is_first = not BrandingVersion.objects.filter(
            store=store, published_at__isnull=False
        ).exists()
        if is_first and not branding.looks_like(look):
            keep(branding, store=store, user=None)
        branding.take(look)
        branding.save()
        discard_draft(store=store)
        keep(look, store=store, user=user)
        forget_the_oldest(store)
    return branding


def keep(look: Look, *, store: Store, user: User | None) -> None:
    latest = BrandingVersion.objects.filter(store=store, published_at__isnull=False).first()
    version = latest if latest and latest.looks_like(look) else BrandingVersion(store=store)
    version.take(look)
    version.person, version.published_at = user, timezone.now()
    version.save()


def forget_the_oldest(store: Store) -> None:
    for version in history_of(store)[KEPT:]:
        version.delete()
