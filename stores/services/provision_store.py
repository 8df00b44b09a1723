"""Making a store: everything it needs to be visited and sold from, or nothing at all."""

from __future__ import annotations

import zoneinfo
from datetime import timedelta

from babel.core import get_global
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from stores.models import (
    BasePage,
    Branding,
    Domain,
    Membership,
    Plan,
    Store,
    StoreGeneration,
    User,
)
from stores.models.domain import hostname_validator
from stores.roles import Role
from stores.scope import platform_scope
from stores.services.starter_pages import add_starter_pages
from stores.steps import WHEN_PROVISIONED

# fmt: off
RESERVED_SLUGS = frozenset({
    "admin", "api", "app", "assets", "cdn", "control", "docs", "help", "internal", "mail", "media",
    "ns1", "ns2", "platform", "smtp", "static", "status", "support", "www",
})
# fmt: on


def provision_store(
    *,
    name: str,
    slug: str,
    owner_email: str,
    owner_password: str | None = None,
    existing_owner: bool = False,
    plan: str | None = None,
    currency: str = "EUR",
    country: str = "DE",
    language: str = "en",
    time_zone: str | None = None,
    prices_include_tax: bool = True,
) -> Store:
    """Make an active store with its domain, site, page tree, branding, owner and defaults.

    ``plan`` is a plan's code (default: the plan marked so). ``time_zone`` defaults to the
    country's. Without ``owner_password`` the owner sets one by the link of a forgotten password.
    ``existing_owner`` lets somebody who has a sign-in already own this store, too.

    One transaction, from whatever scope. Locks the root of the page tree, so that stores made
    at the same moment wait for each other. Raises ValidationError by field (name, slug,
    owner_email, plan, currency, country, language, time_zone) and leaves nothing behind;
    called twice, the second raises for the slug.
    """
    with platform_scope(), transaction.atomic():
        store = Store(
            name=name.strip(),
            slug=slug.strip(),
            plan=_find_plan(plan),
            currency=currency,
            country=country,
            language=language,
            time_zone=time_zone or default_time_zone(country),
            prices_include_tax=prices_include_tax,
            contact_email=owner_email.strip().lower(),
        )
        hostname = hostname_of(store)
        _validate(store, hostname, existing_owner=existing_owner)
        save_with_domain(store, hostname)
        with platform_scope(on_behalf_of=store):
            _furnish(store, hostname, owner_password)
    return store


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
        raise ValidationError({"slug": _taken(store.slug)}) from None


def _furnish(store: Store, hostname: str, owner_password: str | None) -> None:
    StoreGeneration.objects.create(store=store)
    Branding.objects.create(store=store)
    _add_owner(store, owner_password)
    root = BasePage.objects.select_for_update().get(depth=1)
    home = add_starter_pages(store=store, root=root)
    store.site = Site.objects.create(
        hostname=hostname, port=settings.PUBLIC_PORT, site_name=store.name, root_page=home
    )
    store.save(update_fields=["site"])
    WHEN_PROVISIONED.run(store)


def _add_owner(store: Store, password: str | None) -> None:
    email = store.contact_email
    owner = User.objects.with_address(email).first() or User.objects.create_user(email, password)
    Membership.objects.create(store=store, user=owner, group=Group.objects.get(name=Role.OWNER))


def _find_plan(code: str | None) -> Plan:
    plan = Plan.objects.filter(code=code) if code else Plan.objects.filter(is_default=True)
    if found := plan.first():
        return found
    known = ", ".join(Plan.objects.values_list("code", flat=True))
    raise ValidationError(
        {
            "plan": _("There is no plan “%(plan)s”. Plans are: %(known)s.")
            % {"plan": code or "", "known": known}
        }
    )


def _validate(store: Store, hostname: str, *, existing_owner: bool) -> None:
    errors = problems_of(store, hostname)
    if problem := _owner_problem(store.contact_email, existing_owner=existing_owner):
        errors["owner_email"] = [problem]
    errors.pop("contact_email", None)
    if errors:
        raise ValidationError(errors)


def problems_of(store: Store, hostname: str) -> dict[str, list[str]]:
    """By field, what stands in the way of a new store. Platform scope."""
    errors: dict[str, list[str]] = {}
    try:
        store.full_clean(exclude=["site"])
    except ValidationError as error:
        errors = dict(error.message_dict)
        if Store.all_objects.filter(slug=store.slug).exists():
            errors["slug"] = [_taken(store.slug)]
    if "slug" not in errors and (problem := _slug_problem(store.slug, hostname)):
        errors["slug"] = [problem]
    return errors


def _slug_problem(slug: str, hostname: str) -> str:
    if slug in RESERVED_SLUGS:
        return _("“%(slug)s” is reserved for the platform. Choose another.") % {"slug": slug}
    try:
        hostname_validator(hostname)
    except ValidationError:
        return _("“%(host)s” is not a host name. Choose another slug.") % {"host": hostname}
    if Domain.objects.filter(hostname=hostname).exists():
        return _("The host %(host)s is taken. Choose another slug.") % {"host": hostname}
    return ""


def _owner_problem(email: str, *, existing_owner: bool) -> str:
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


def _taken(slug: str) -> str:
    return _("The slug “%(slug)s” is taken. Choose another.") % {"slug": slug}


def default_time_zone(country: str) -> str:
    """The first zone CLDR lists for a country, or UTC."""
    zones = get_global("territory_zones").get(country.upper(), [])
    known = zoneinfo.available_timezones()
    return next((zone for zone in zones if zone in known), "UTC")
