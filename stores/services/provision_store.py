"""Making a store: everything it needs to be visited and sold from, or nothing at all."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Site

from stores.country_defaults import default_time_zone
from stores.models import BasePage, Branding, Membership, Plan, Store, StoreGeneration, User
from stores.roles import Role
from stores.scope import platform_scope
from stores.services.copy_template import check_template, fill_from, taken_down
from stores.services.new_store import (
    hostname_of,
    owner_problem,
    problems_of,
    save_with_domain,
)
from stores.services.starter_pages import add_starter_pages
from stores.steps import WHEN_PROVISIONED
from stores.storage import store_folder


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
    template: Store | None = None,
    is_pending: bool = False,
) -> Store:
    """Make a store with its domain, site, page tree, branding, owner and defaults.

    ``plan`` is a plan's code (default: the plan marked so). ``time_zone`` defaults to the
    country's. Without ``owner_password`` the owner sets one by the link of a forgotten password.
    ``existing_owner`` lets somebody who has a sign-in already own this store, too. With a
    ``template`` it begins as a copy of that store (``copy_template``), else with starter pages.
    One that ``is_pending`` waits until its owner opens it (``open_store``); others are open.

    One transaction, from whatever scope. Locks the root of the page tree, so that stores made
    at the same moment wait for each other. Raises ValidationError by field (name, slug,
    owner_email, plan, currency, country, language, time_zone, template) and leaves nothing
    behind; called twice, the second raises for the slug.
    """
    with platform_scope():
        store = Store(
            name=name.strip(),
            slug=slug.strip(),
            status=Store.Status.PENDING if is_pending else Store.Status.ACTIVE,
            plan=_find_plan(plan),
            currency=currency,
            country=country,
            language=language,
            time_zone=time_zone or default_time_zone(country),
            prices_include_tax=prices_include_tax,
            contact_email=owner_email.strip().lower(),
        )
        _validate(store, existing_owner=existing_owner, template=template)
        copy = nullcontext() if template is None else taken_down(template)
        with copy as archive, _leaves_no_files(store), transaction.atomic():
            save_with_domain(store, hostname_of(store))
            with platform_scope(on_behalf_of=store):
                _add_owner(store, owner_password)
                if template is None or archive is None:
                    _furnish(store)
                else:
                    fill_from(archive, template, store)
    return store


@contextmanager
def _leaves_no_files(store: Store) -> Generator[None]:
    """A transaction takes back rows, not the pictures that were copied meanwhile."""
    try:
        yield
    except BaseException:
        if store.pk:
            shutil.rmtree(store_folder(settings.MEDIA_ROOT, store.pk), ignore_errors=True)
        raise


def _furnish(store: Store) -> None:
    StoreGeneration.objects.create(store=store)
    Branding.objects.create(store=store)
    root = BasePage.objects.select_for_update().get(depth=1)
    home = add_starter_pages(store=store, root=root)
    store.site = Site.objects.create(
        hostname=hostname_of(store),
        port=settings.PUBLIC_PORT,
        site_name=store.name,
        root_page=home,
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


def _validate(store: Store, *, existing_owner: bool, template: Store | None) -> None:
    errors = problems_of(store, hostname_of(store))
    if problem := owner_problem(store.contact_email, existing_owner=existing_owner):
        errors["owner_email"] = [problem]
    errors.pop("contact_email", None)
    if template is not None and "currency" not in errors:
        try:
            check_template(template, store.currency)
        except ValidationError as error:
            errors.update(error.message_dict)
    if errors:
        raise ValidationError(errors)
