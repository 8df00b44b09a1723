from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stores.countries import country_choices
from stores.features import FEATURES
from stores.isolation.registry import Kind, isolate
from stores.limits import LIMITS
from stores.moments import TIME_ZONES
from stores.money import currency_choices
from stores.overrides import in_force, known_overrides
from stores.scope import PLATFORM_ID
from stores.text import one_line

if TYPE_CHECKING:
    from stores.models.domain import Domain

slug_validator = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z",
    _("Use 1 to 63 small letters, digits and hyphens, with a letter or digit at both ends."),
)


def valid_time_zone(value: str) -> None:
    if value not in TIME_ZONES:
        raise ValidationError(
            _("%(value)s is not a time zone. Use a name such as Europe/Berlin."),
            params={"value": value},
        )


class StoreQuerySet(models.QuerySet["Store"]):
    def active(self) -> StoreQuerySet:
        return self.filter(status=Store.Status.ACTIVE)


class StoreManager(models.Manager.from_queryset(StoreQuerySet)):  # type: ignore[misc]
    """The real stores: not the platform's own row."""

    def get_queryset(self) -> StoreQuerySet:
        return super().get_queryset().filter(pk__gt=PLATFORM_ID)


@isolate(Kind.STORE, column="id", platform_rows=True)
class Store(models.Model):
    """One independent online store. The row with id 0 is the platform itself (ADR 1)."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        DISABLED = "disabled", _("Disabled")
        CLOSING = "closing", _("Closing")

    TRANSITIONS = {
        Status.PENDING: {Status.ACTIVE, Status.CLOSING},
        Status.ACTIVE: {Status.SUSPENDED, Status.DISABLED, Status.CLOSING},
        Status.SUSPENDED: {Status.ACTIVE, Status.DISABLED, Status.CLOSING},
        Status.DISABLED: {Status.ACTIVE, Status.CLOSING},
        Status.CLOSING: {Status.ACTIVE, Status.DISABLED},
    }

    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=63, unique=True, validators=[slug_validator])
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    status_note = models.CharField(
        max_length=250, blank=True, help_text=_("Why the status was changed; for operators.")
    )
    status_message = models.CharField(
        max_length=500, blank=True, help_text=_("What shoppers of a suspended store read.")
    )
    status_until = models.DateTimeField(
        null=True, blank=True, help_text=_("When a suspension ends by itself.")
    )
    status_changed_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When shoppers could come in for the first time.")
    )
    erase_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When a store that is closing is erased.")
    )
    in_maintenance = models.BooleanField(
        default=False, help_text=_("Of the platform's own row: all stores are.")
    )
    maintenance_message = models.CharField(max_length=500, blank=True)

    plan = models.ForeignKey("stores.Plan", on_delete=models.PROTECT, null=True, related_name="+")
    plan_since = models.DateTimeField(null=True, editable=False)
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    overrides = models.JSONField(default=dict, blank=True, validators=[known_overrides])
    is_template = models.BooleanField(
        default=False, help_text=_("New stores can begin as a copy of this one.")
    )

    is_test_mode = models.BooleanField(
        _("test mode"),
        default=False,
        help_text=_("May offer the test payment, which places orders and moves no money."),
    )

    tagline = models.CharField(max_length=160, blank=True)
    currency = models.CharField(max_length=3, choices=currency_choices, default="EUR")
    prices_include_tax = models.BooleanField(
        _("prices include tax"),
        default=True,
        help_text=_("Off: tax is added at the check-out, as in the United States."),
    )
    language = models.CharField(max_length=12, choices=settings.LANGUAGES, default="en")
    languages = ArrayField(
        models.CharField(max_length=12, choices=settings.LANGUAGES),
        default=list,
        blank=True,
        verbose_name=_("further languages"),
        help_text=_("In which shoppers can read the shop, besides its own."),
    )
    time_zone = models.CharField(max_length=64, default="UTC", validators=[valid_time_zone])
    country = models.CharField(max_length=2, choices=country_choices, default="DE")

    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_address = models.TextField(
        max_length=500, blank=True, help_text=_("Shown in the footer and in e-mails.")
    )

    requires_second_factor = models.BooleanField(
        _("second factor required"),
        default=False,
        help_text=_("Everybody signs in with a code from an authenticator app besides a password."),
    )

    site = models.OneToOneField(
        "wagtailcore.Site", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    primary_hostname: str
    """Set by the look-up of a request's host (stores.hosts)."""
    platform_in_maintenance: bool = False
    platform_maintenance_message: str = ""
    """Set by the same look-up."""

    objects = StoreManager()
    all_objects = models.Manager()

    class Meta:
        ordering = ["name"]
        base_manager_name = "all_objects"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """These stand in titles and in mails' headers."""
        self.name, self.tagline = one_line(self.name), one_line(self.tagline)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.clean()
        super().save(*args, **kwargs)

    @property
    def is_platform(self) -> bool:
        return self.pk == PLATFORM_ID

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    def has_feature(self, feature: str) -> bool:
        """By its plan, or by what it was given or refused beyond it. Raises KeyError for a
        feature nobody declared."""
        if feature not in FEATURES:
            raise KeyError(f"Unknown feature {feature!r}; declare it in stores/features.py.")
        if (override := in_force(self.overrides, feature)) is not None:
            return bool(override["value"])
        return self.plan is not None and self.plan.has_feature(feature)

    def limit(self, name: str) -> int | None:
        """How many at most; None for as many as one likes. Raises KeyError for a limit nobody
        declared."""
        if name not in LIMITS:
            raise KeyError(f"Unknown limit {name!r}; declare it in stores/limits.py.")
        if (override := in_force(self.overrides, name)) is not None:
            return override["value"]
        return None if self.plan is None else self.plan.limit(name)

    @property
    def all_languages(self) -> list[str]:
        """Its own language first."""
        return [self.language, *(code for code in self.languages if code != self.language)]

    @property
    def asks_second_factor(self) -> bool:
        """Of everybody who signs in here: by the owner's choice or by the plan."""
        by_plan = self.plan is not None and self.plan.requires_second_factor
        return self.requires_second_factor or by_plan

    def change_status(
        self,
        status: str,
        *,
        note: str = "",
        message: str = "",
        until: datetime | None = None,
        erase_at: datetime | None = None,
    ) -> None:
        """What goes with the status before goes with it. Raises ValidationError, naming both, for
        a transition that is not declared. Use ``stores.services.change_status``, which locks and
        tells the owners."""
        new = self.Status(status)
        if new not in self.TRANSITIONS[self.Status(self.status)]:
            raise transition_refused(self, new)
        self.status, self.status_note = new, note
        self.status_message, self.status_until, self.erase_at = message, until, erase_at
        self.status_changed_at = timezone.now()
        if new == self.Status.ACTIVE and self.opened_at is None:
            self.opened_at = self.status_changed_at
        self.save(update_fields=[*STATUS_FIELDS, "updated_at"])
        touch_generation(self.pk)

    def primary_domain(self) -> Domain:
        return self.domains.get(is_primary=True)

    def absolute_url(self, path: str = "/") -> str:
        """The store's public address, with scheme and port: for mails and other hosts."""
        hostname = getattr(self, "primary_hostname", None) or self.primary_domain().hostname
        return public_url(hostname, path)


STATUS_FIELDS = (
    "status",
    "status_note",
    "status_message",
    "status_until",
    "status_changed_at",
    "erase_at",
    "opened_at",
)


def transition_refused(store: Store, status: str) -> ValidationError:
    return ValidationError(
        _("A store that is %(old)s cannot become %(new)s."),
        params={
            "old": store.get_status_display().lower(),
            "new": Store.Status(status).label.lower(),
        },
    )


def public_url(hostname: str, path: str = "/") -> str:
    port = settings.PUBLIC_PORT
    suffix = "" if port in (80, 443) else f":{port}"
    return f"{settings.PUBLIC_SCHEME}://{hostname}{suffix}{path}"


@isolate(platform_rows=True)
class StoreGeneration(models.Model):
    """Counts up with everything that changes what a store's shoppers see.

    A row of its own, so that ``Store`` is not locked; touched last in its transaction."""

    store = models.OneToOneField(
        Store, on_delete=models.PROTECT, primary_key=True, related_name="generation"
    )
    value = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.value)


def touch_generation(store_id: int | None) -> None:
    """Call last in the transaction that changed something shoppers see: it locks the row."""
    if store_id is not None:
        StoreGeneration.objects.filter(store_id=store_id).update(value=F("value") + 1)
