"""What every way of making a store shares: the host name that goes with the slug, what stands in
the way of a new store, and the first rows of it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.models import Domain, Store, User
from stores.models.domain import hostname_validator
from stores.reserved_slugs import is_reserved


def hostname_of(store: Store) -> str:
    """The subdomain that goes with the store's slug."""
    return f"{store.slug}.{settings.PLATFORM_DOMAIN}"


def save_with_domain(store: Store, hostname: str) -> None:
    """Inside the caller's transaction, in the platform's scope. Raises ValidationError for a slug
    or host that somebody else took since ``problems_of`` looked."""
    now = timezone.now()
    store.plan_since = store.status_changed_at = now
    store.opened_at = now if store.is_active else None
    if store.plan is not None and store.plan.trial_days:
        store.trial_ends_at = now + timedelta(days=store.plan.trial_days)
    try:
        with transaction.atomic():
            store.save()
            Domain.objects.create(store=store, hostname=hostname, is_primary=True, verified_at=now)
    except IntegrityError:
        raise ValidationError({"slug": taken_words(store.slug)}) from None


def problems_of(store: Store, hostname: str) -> dict[str, list[str]]:
    """By field, what stands in the way of a new store. Platform scope."""
    errors: dict[str, list[str]] = {}
    try:
        store.full_clean(exclude=["site"])
    except ValidationError as error:
        errors = dict(error.message_dict)
        if Store.all_objects.filter(slug=store.slug).exists():
            errors["slug"] = [taken_words(store.slug)]
    if "slug" not in errors and (problem := slug_problem(store.slug, hostname)):
        errors["slug"] = [problem]
    return errors


def slug_problem(slug: str, hostname: str) -> str:
    if is_reserved(slug):
        return _("“%(slug)s” is reserved for the platform. Choose another.") % {"slug": slug}
    try:
        hostname_validator(hostname)
    except ValidationError:
        return _("“%(host)s” is not a host name. Choose another slug.") % {"host": hostname}
    if Domain.objects.filter(hostname=hostname).exists():
        return _("The host %(host)s is taken. Choose another slug.") % {"host": hostname}
    return ""


def owner_problem(email: str, *, existing_owner: bool) -> str:
    try:
        validate_email(email)
    except ValidationError:
        return _("“%(email)s” is not an e-mail address.") % {"email": email}
    if not existing_owner and User.objects.with_address(email).exists():
        return _(
            "%(email)s has a sign-in already. Use another address, or say that this person is"
            " to own the new store too."
        ) % {"email": email}
    return ""


def taken_words(slug: str) -> str:
    return _("The slug “%(slug)s” is taken. Choose another.") % {"slug": slug}
