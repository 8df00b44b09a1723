from __future__ import annotations

import re

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from platform_site.offers import offered_plans, shown_templates
from stores.country_defaults import country_defaults
from stores.models import Plan, SignUp, Store, User
from stores.models.invitation import digest, new_token
from stores.passwords.validators import OwnNamesValidator
from stores.scope import platform_scope
from stores.services.copy_template import check_template
from stores.services.new_store import hostname_of, owner_problem, problems_of

LINK = re.compile(r"://|\bwww\.|\w\.\w+/", re.IGNORECASE)


def begin_sign_up(
    *,
    name: str,
    slug: str,
    country: str,
    currency: str,
    email: str,
    password: str,
    plan: str,
    template: str = "",
    address: str = "",
) -> SignUp:
    """Keep what somebody typed who wants to open a store, and mail them the link that proves the
    address. Nothing is made yet, nor is it looked at whether the address has an account.

    ``plan`` is the code of an offered plan, ``template`` the slug of a template or empty,
    ``currency`` may be empty for the country's, ``address`` is where the request came from. Raises
    ValidationError by field. Locks nothing; twice keeps two and sends two mails, of which the link
    used first ends the other."""
    email = email.strip().lower()
    defaults = country_defaults(country)
    with platform_scope(), transaction.atomic():
        store = Store(
            name=name.strip(),
            slug=slug.strip(),
            country=country,
            currency=currency or defaults.currency,
            language=defaults.language,
            time_zone=defaults.time_zone,
            plan=offered_plan(plan),
        )
        check(store, email, password, template)
        sign_up = SignUp.objects.create(
            email=email,
            password=make_password(password),
            name=store.name,
            slug=store.slug,
            country=store.country,
            currency=store.currency,
            language=store.language,
            time_zone=store.time_zone,
            plan=store.plan,
            template_slug=template,
            token_digest=digest(new_token()),  # Of nothing: the mail brings the link that holds.
            address=address,
        )
        send_later(sign_up)
    return sign_up


def offered_plan(code: str) -> Plan:
    for plan in offered_plans():
        if plan.code == code:
            return plan
    raise ValidationError({"plan": _("Choose one of the plans offered.")})


def check(store: Store, email: str, password: str, template: str) -> None:
    errors = problems_of(store, hostname_of(store))
    if LINK.search(store.name):  # It is mailed to whatever address a stranger types.
        errors["name"] = [_("Give the shop’s name without a link. You can change it later.")]
    if problem := owner_problem(email, existing_owner=True):
        errors["email"] = [problem]
    try:
        OwnNamesValidator([store.name, store.slug]).validate(password, User(email=email))
        validate_password(password, User(email=email))
    except ValidationError as error:
        errors["password"] = error.messages
    if template and "currency" not in errors:
        try:
            check_template(offered_template(template), store.currency)
        except ValidationError as error:
            errors.update(error.message_dict)
    if errors:
        raise ValidationError(errors)


def offered_template(slug: str) -> Store:
    found = shown_templates().filter(slug=slug).first()
    if found is None:
        raise ValidationError({"template": _("This template is no longer offered.")})
    return found


def send_later(sign_up: SignUp) -> None:
    """No token goes with the task: what stands in the table of tasks is as good as sent."""
    from platform_site.sign_up.tasks import send_sign_up

    transaction.on_commit(lambda: send_sign_up.enqueue(str(sign_up.public_id)))
