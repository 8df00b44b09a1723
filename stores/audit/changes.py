"""What an entry says was before and after, for people: names instead of numbers, yes and no,
amounts in the store's currency, times in the reader's zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from stores.countries import country_names
from stores.features import FEATURES
from stores.limits import SHORT_NAMES
from stores.models import AuditEntry, Domain, Plan, Store
from stores.models.look import ButtonShape, CardStyle, Density, Font, HeaderStyle
from stores.money import format_money
from stores.roles import Role

NOTHING = "–"
EMPTY = (NOTHING, NOTHING)
AMOUNTS = {"price", "compare_at_price", "cost", "free_over"}
FIELDS: dict[str, str | Promise] = {
    "accent": _("Accent"),
    "background": _("Background"),
    "body_font": _("Font of texts"),
    "button_shape": _("Buttons"),
    "card_style": _("Cards"),
    "density": _("Spacing"),
    "favicon_id": _("Icon (image no.)"),
    "header_style": _("Header"),
    "heading_font": _("Font of headings"),
    "logo_id": _("Logo (image no.)"),
    "on_accent": _("Text on accent"),
    "radius": _("Roundness of corners"),
    "sale": _("Reduced prices"),
    "surface": _("Surface"),
    "text": _("Text"),
    "alert_emails": _("Alerts go to"),
    "audience": _("For"),
    "body": _("Text"),
    "by_mail": _("By e-mail"),
    "closing_days": _("Days until a closing store is erased"),
    "ends_at": _("Ends"),
    "erase_at": _("Erased on"),
    "in_maintenance": _("Maintenance"),
    "is_offered": _("Offered at the sign-up"),
    "is_template": _("Template"),
    "level": _("Level"),
    "limits": _("Limits"),
    "maintenance_message": _("Message during maintenance"),
    "overrides": _("Beyond the plan"),
    "published_at": _("Published"),
    "sign_up_open": _("Public sign-up"),
    "starts_at": _("Begins"),
    "status_message": _("Message to shoppers"),
    "status_note": _("Note"),
    "status_until": _("Ends by itself"),
    "title": _("Title"),
    "trial_days": _("Days of trial"),
    "trial_ends_at": _("Trial ends"),
    "accepted_at": _("Accepted"),
    "amount": _("Amount"),
    "compare_at_price": _("Price before"),
    "code": _("Code"),
    "contact_email": _("Contact e-mail"),
    "country": _("Country"),
    "credentials": _("Keys"),
    "cost": _("Cost"),
    "countries": _("Countries"),
    "currency": _("Currency"),
    "defaults": _("Stores begin with"),
    "email": _("E-mail"),
    "ended_at": _("Ended"),
    "expires_at": _("Until"),
    "features": _("Features"),
    "filter": _("Filter"),
    "free_over": _("Free from"),
    "from": _("From"),
    "group_id": _("Role"),
    "hostname": _("Host name"),
    "instructions": _("Instructions"),
    "is_active": _("Active"),
    "is_default": _("Default"),
    "is_enabled": _("Enabled"),
    "is_primary": _("Primary"),
    "is_test_mode": _("Test mode"),
    "kind": _("Kind"),
    "language": _("Language"),
    "languages": _("Further languages"),
    "left": _("Recovery codes left"),
    "list": _("List"),
    "lost_at": _("Proof missing since"),
    "message": _("Message to shoppers"),
    "method": _("Payment method"),
    "most": _("Allowed"),
    "name": _("Name"),
    "operator_name": _("Who"),
    "plan_id": _("Plan"),
    "plans": _("Plans"),
    "price": _("Price"),
    "prices_include_tax": _("Prices include tax"),
    "provider": _("Provider"),
    "rate": _("Rate in percent"),
    "rates": _("Rates"),
    "reason": _("Reason"),
    "requires_second_factor": _("Second factor required"),
    "restock": _("Put back in stock"),
    "revoked_at": _("Withdrawn"),
    "second_factor": _("Second factor"),
    "secrets": _("Keys"),
    "sessions": _("Sessions ended"),
    "sessions_ended": _("Sessions ended"),
    "slug": _("Slug"),
    "status": _("Status"),
    "tax_class": _("Tax class"),
    "time_zone": _("Time zone"),
    "until": _("Until"),
    "used": _("Used"),
    "user_id": _("Person no."),
    "verified_at": _("Verified"),
}
# What the database keeps as a code. Providers that are not here are companies, and named like them.
WORDS: dict[str, dict[str, str | Promise]] = {
    "body_font": dict(Font.choices),
    "button_shape": dict(ButtonShape.choices),
    "card_style": dict(CardStyle.choices),
    "density": dict(Density.choices),
    "header_style": dict(HeaderStyle.choices),
    "heading_font": dict(Font.choices),
    "features": dict(FEATURES),
    "kind": dict(Domain.Kind.choices),
    "language": dict(settings.LANGUAGES),
    "languages": dict(settings.LANGUAGES),
    "provider": {"manual": _("By hand"), "test": _("Test payment"), "flat": _("Flat rate")},
    "status": dict(Store.Status.choices),
    "tax_class": {"standard": _("Standard"), "reduced": _("Reduced"), "zero": _("Zero")},
}
# The names of object and person say these already.
LEFT_OUT = {"user_id", "operator_name"}


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        if self.before == NOTHING:
            return f"{self.label}: {self.after}"
        return f"{self.label}: {self.before} → {self.after}"


@dataclass(frozen=True)
class Names:
    """Of roles and plans that a page of entries speaks of, in a query each."""

    groups: dict[int, str]
    plans: dict[int, str]

    @classmethod
    def of(cls, entries: Iterable[AuditEntry]) -> Names:
        found: dict[str, set[int]] = {"group_id": set(), "plan_id": set()}
        for entry in entries:
            for name, numbers in found.items():
                for values in (entry.before, entry.after):
                    if isinstance(value := values.get(name), int):
                        numbers.add(value)
        groups = Group.objects.filter(pk__in=found["group_id"]).values_list("pk", "name")
        plans = Plan.objects.filter(pk__in=found["plan_id"]).values_list("pk", "name")
        roles = dict(Role.choices)
        return cls(
            {pk: str(roles.get(name, name)) for pk, name in groups} if found["group_id"] else {},
            dict(plans) if found["plan_id"] else {},
        )

    def changes(self, entry: AuditEntry, currency: str) -> list[Change]:
        """``currency`` is the store's, for its prices; empty for the platform's own entries."""
        fields = dict.fromkeys([*entry.before, *entry.after])
        changes = [
            Change(
                str(FIELDS.get(field, field)),
                self.shown(field, entry.before.get(field), currency),
                self.shown(field, entry.after.get(field), currency),
            )
            for field in fields
            if field not in LEFT_OUT
        ]
        return [change for change in changes if (change.before, change.after) != EMPTY]

    def shown(self, field: str, value: Any, currency: str) -> str:
        if value is None or value in ("", [], {}):
            return NOTHING
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        if field == "group_id":
            return self.groups.get(value, str(value))
        if field == "plan_id":
            return self.plans.get(value, str(value))
        if field in AMOUNTS and currency:
            return amount(value, currency)
        if field.endswith(("_at", "until")) and isinstance(value, str):
            return moment(value)
        if field == "amount":
            return paid(value)
        if field == "rate":
            return number(value)
        if isinstance(value, list):
            return ", ".join(word(field, item) for item in value)
        if field in BY_NAME and isinstance(value, dict):
            return "; ".join(BY_NAME[field](name, one) for name, one in sorted(value.items()))
        return word(field, value)


def word(field: str, value: Any) -> str:
    """Of a code, in the reader's language."""
    if field == "country":
        return country_names(get_language() or settings.LANGUAGE_CODE).get(value, str(value))
    return str(WORDS.get(field, {}).get(str(value), value))


def limit(name: str, value: Any) -> str:
    text = gettext("unlimited") if value is None else value
    return f"{SHORT_NAMES.get(name) or FEATURES.get(name, name)}: {text}"


def override(name: str, entry: Any) -> str:
    """``Products: 500 until 31 December 2026 (a launch; ada@galleria.example)``."""
    value = entry.get("value")
    if isinstance(value, bool):
        value = gettext("Yes") if value else gettext("No")
    text = limit(name, value)
    if until := entry.get("until"):
        text = gettext("%(what)s until %(when)s") % {"what": text, "when": moment(until)}
    why = "; ".join(part for part in (entry.get("reason"), entry.get("by")) if part)
    return f"{text} ({why})" if why else text


BY_NAME = {"limits": limit, "overrides": override}


def number(value: Any) -> str:
    """Without zeros that say nothing: 19 and 5.5."""
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except InvalidOperation:
        return str(value)


def amount(value: Any, currency: str) -> str:
    try:
        return format_money(Decimal(str(value)), currency, get_language() or settings.LANGUAGE_CODE)
    except (InvalidOperation, ValueError):
        return str(value)


def paid(value: Any) -> str:
    """What was written with its currency: ``12.900 EUR``."""
    figure, _space, currency = str(value).partition(" ")
    return amount(figure, currency) if currency else str(value)


def moment(value: str) -> str:
    """In the reader's time zone."""
    when: datetime | None = parse_datetime(value)
    if when is None or timezone.is_naive(when):
        return value
    return date_format(timezone.localtime(when), "DATETIME_FORMAT")
