"""What an entry of the audit log says, as a sentence.

Every action has one: a test reads the code for the actions that are written."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Saying:
    label: str | Promise
    """In the filter."""
    sentence: str | Promise
    """With ``%(who)s`` and ``%(what)s``."""


SAYINGS: dict[str, Saying] = {
    "sign_in.succeeded": Saying(_("Sign-in"), _("%(who)s signed in")),
    "sign_in.refused": Saying(_("Refused sign-in"), _("A sign-in as %(what)s was refused")),
    "sign_in.limited": Saying(
        _("Too many sign-ins"), _("Sign-ins as %(what)s have to wait: too many were tried")
    ),
    "sign_out.done": Saying(_("Sign-out"), _("%(who)s signed out")),
    "sign_out.others": Saying(
        _("Signed out elsewhere"), _("%(who)s signed %(what)s out on other devices")
    ),
    "sign_out.everywhere": Saying(
        _("Signed out everywhere"), _("%(who)s signed %(what)s out everywhere")
    ),
    "password.changed": Saying(_("Password"), _("%(who)s changed the password of %(what)s")),
    "password.reset": Saying(_("Password reset"), _("%(who)s reset the password of %(what)s")),
    "second_factor.added": Saying(
        _("Second factor added"), _("%(what)s added a second factor to their sign-in")
    ),
    "second_factor.removed": Saying(
        _("Second factor removed"), _("%(who)s removed the second factor of %(what)s")
    ),
    "second_factor.reset": Saying(
        _("Second factor reset"), _("%(who)s reset the second factor of %(what)s")
    ),
    "second_factor.used_recovery_code": Saying(
        _("Recovery code"), _("%(what)s signed in with a recovery code")
    ),
    "second_factor.made_recovery_codes": Saying(
        _("New recovery codes"), _("%(what)s made new recovery codes")
    ),
    "member.added": Saying(_("Role given"), _("%(who)s gave %(what)s a role")),
    "member.changed": Saying(_("Role changed"), _("%(who)s changed the role of %(what)s")),
    "member.removed": Saying(_("Role taken"), _("%(who)s took a role from %(what)s")),
    "invitation.added": Saying(_("Invitation"), _("%(who)s invited %(what)s")),
    "invitation.changed": Saying(
        _("Invitation changed"), _("%(who)s changed the invitation of %(what)s")
    ),
    "invitation.removed": Saying(
        _("Invitation removed"), _("%(who)s removed the invitation of %(what)s")
    ),
    "person.deactivated": Saying(
        _("Person deactivated"), _("%(who)s deactivated the sign-in of %(what)s")
    ),
    "person.reactivated": Saying(
        _("Person reactivated"), _("%(who)s reactivated the sign-in of %(what)s")
    ),
    "support.added": Saying(
        _("Support access begun"), _("%(who)s opened support access for %(what)s")
    ),
    "support.entered": Saying(_("Support entered"), _("%(what)s came in for support")),
    "support.changed": Saying(
        _("Support access ended"), _("%(who)s changed the support access of %(what)s")
    ),
    "support.removed": Saying(
        _("Support access removed"), _("%(who)s removed the support access of %(what)s")
    ),
    "export.made": Saying(_("Export"), _("%(who)s exported %(what)s")),
    "refund.made": Saying(_("Refund"), _("%(who)s refunded order %(what)s")),
    "order.paid": Saying(_("Marked as paid"), _("%(who)s marked order %(what)s as paid")),
    "order.canceled": Saying(_("Order canceled"), _("%(who)s canceled order %(what)s")),
    "signing_secret.renewed": Saying(
        _("Signing secret"), _("%(who)s renewed the signing secret of %(what)s")
    ),
    "price.changed": Saying(_("Price"), _("%(who)s changed the price of %(what)s")),
    "payment_method.added": Saying(
        _("Payment method added"), _("%(who)s added the payment method %(what)s")
    ),
    "payment_method.changed": Saying(
        _("Payment method changed"), _("%(who)s changed the payment method %(what)s")
    ),
    "payment_method.removed": Saying(
        _("Payment method removed"), _("%(who)s removed the payment method %(what)s")
    ),
    "shipping_method.added": Saying(
        _("Shipping method added"), _("%(who)s added the shipping method %(what)s")
    ),
    "shipping_method.changed": Saying(
        _("Shipping method changed"), _("%(who)s changed the shipping method %(what)s")
    ),
    "shipping_method.removed": Saying(
        _("Shipping method removed"), _("%(who)s removed the shipping method %(what)s")
    ),
    "tax_rate.added": Saying(_("Tax rate added"), _("%(who)s added the tax rate %(what)s")),
    "tax_rate.changed": Saying(_("Tax rate changed"), _("%(who)s changed the tax rate %(what)s")),
    "tax_rate.removed": Saying(_("Tax rate removed"), _("%(who)s removed the tax rate %(what)s")),
    "domain.added": Saying(_("Domain added"), _("%(who)s added the domain %(what)s")),
    "domain.changed": Saying(_("Domain changed"), _("%(who)s changed the domain %(what)s")),
    "domain.removed": Saying(_("Domain removed"), _("%(who)s removed the domain %(what)s")),
    "store.added": Saying(_("Store created"), _("%(who)s created the store %(what)s")),
    "store.changed": Saying(_("Store settings"), _("%(who)s changed the settings of %(what)s")),
    "branding.changed": Saying(_("Branding"), _("%(who)s changed how the shop looks")),
    "store.status_changed": Saying(
        _("Status of a store"), _("%(who)s changed the status of the store %(what)s")
    ),
    "store.erasure_announced": Saying(
        _("Erasure announced"),
        _("%(who)s reminded the owners of %(what)s that it will be erased"),
    ),
    "exchange_rates.changed": Saying(
        _("Exchange rates"), _("%(who)s entered exchange rates of %(what)s")
    ),
    "store.erased": Saying(_("Store erased"), _("%(who)s erased the store %(what)s")),
    "store.removed": Saying(_("Store removed"), _("%(who)s removed the store %(what)s")),
    "settings.added": Saying(
        _("Platform settings"), _("%(who)s wrote the settings of the platform")
    ),
    "settings.changed": Saying(
        _("Platform settings"), _("%(who)s changed the settings of the platform")
    ),
    "settings.removed": Saying(
        _("Platform settings"), _("%(who)s removed the settings of the platform %(what)s")
    ),
    "announcement.added": Saying(
        _("Announcement written"), _("%(who)s wrote the announcement %(what)s")
    ),
    "announcement.changed": Saying(
        _("Announcement changed"), _("%(who)s changed the announcement %(what)s")
    ),
    "announcement.removed": Saying(
        _("Announcement removed"), _("%(who)s removed the announcement %(what)s")
    ),
    "provider.added": Saying(_("Provider set up"), _("%(who)s set up the provider %(what)s")),
    "provider.changed": Saying(_("Provider changed"), _("%(who)s changed the provider %(what)s")),
    "provider.removed": Saying(
        _("Provider removed"), _("%(who)s removed the settings of the provider %(what)s")
    ),
    "order_limit.near": Saying(
        _("Limit of orders near"),
        _("%(what)s has nearly as many orders this month as its plan allows"),
    ),
    "order_limit.reached": Saying(
        _("Limit of orders reached"),
        _("%(what)s has as many orders this month as its plan allows"),
    ),
    "trial.ending": Saying(_("Trial ends soon"), _("The trial of %(what)s ends soon")),
    "trial.ended": Saying(_("Trial ended"), _("The trial of %(what)s has ended")),
    "plan.added": Saying(_("Plan added"), _("%(who)s added the plan %(what)s")),
    "plan.changed": Saying(_("Plan changed"), _("%(who)s changed the plan %(what)s")),
    "plan.removed": Saying(_("Plan removed"), _("%(who)s removed the plan %(what)s")),
}


def choices() -> list[tuple[str, str]]:
    """Of the filter, by their labels in the language that is active."""
    labelled = [(action, str(saying.label)) for action, saying in SAYINGS.items()]
    return sorted(labelled, key=lambda pair: pair[1].casefold())


def label_of(action: str) -> str:
    saying = SAYINGS.get(action)
    return str(saying.label) if saying else action


def sentence(action: str, *, who: str, what: str) -> str:
    saying = SAYINGS.get(action)
    template = str(saying.sentence) if saying else f"%(who)s: {action} %(what)s"
    return (
        template % {"who": who or gettext("Somebody"), "what": what or gettext("somebody")}
    ).strip()
