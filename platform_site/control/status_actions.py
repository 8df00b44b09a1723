"""What operators do to a store's status, and what each says before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from platform_site.control.status_figures import StatusFigures
from stores.models import Store

Text = str | Promise
Status = Store.Status


@dataclass(frozen=True, slots=True)
class StatusAction:
    """``sources`` are the statuses that it is offered for: of the transitions that end in
    ``status``, those for which its words are true."""

    status: str
    sources: tuple[str, ...]
    verb: Text
    done: Text
    shoppers: Text
    staff: Text
    domains: Text
    afterwards: Text
    is_serious: bool = False


STAYS = gettext_lazy("They stay the store’s and answer for it.")
READ_ONLY = gettext_lazy("They can sign in and look at everything, and change nothing.")
WORKS = gettext_lazy("They can sign in and work as before.")

ACTIONS = {
    "open": StatusAction(
        status=Status.ACTIVE,
        sources=(Status.PENDING,),
        verb=gettext_lazy("Open for shoppers"),
        done=gettext_lazy("%(name)s is open."),
        shoppers=gettext_lazy(
            "In place of “Opening soon” they find the shop, and can order at once. Search engines"
            " may come."
        ),
        staff=gettext_lazy("They go on as before. The owners can open the store themselves, too."),
        domains=STAYS,
        afterwards=gettext_lazy("It does not become “Opening soon” again: you can suspend it."),
    ),
    "suspend": StatusAction(
        status=Status.SUSPENDED,
        sources=(Status.ACTIVE,),
        verb=gettext_lazy("Suspend"),
        done=gettext_lazy("%(name)s is suspended."),
        shoppers=gettext_lazy(
            "Every page of the shop answers that the store is not available at the moment"
            " (status 503), with your message. Nobody can put anything into a cart or place an"
            " order; carts are kept."
        ),
        staff=READ_ONLY,
        domains=STAYS,
        afterwards=gettext_lazy("You can resume the store at any time, as it was."),
        is_serious=True,
    ),
    "resume": StatusAction(
        status=Status.ACTIVE,
        sources=(Status.SUSPENDED, Status.DISABLED),
        verb=gettext_lazy("Resume"),
        done=gettext_lazy("%(name)s is open again."),
        shoppers=gettext_lazy(
            "The shop is open again at once, with its pages, products, prices and carts as they"
            " were."
        ),
        staff=WORKS,
        domains=STAYS,
        afterwards=gettext_lazy("Orders and figures go on where they stopped."),
    ),
    "disable": StatusAction(
        status=Status.DISABLED,
        sources=(Status.ACTIVE, Status.SUSPENDED, Status.CLOSING),
        verb=gettext_lazy("Disable"),
        done=gettext_lazy("%(name)s is disabled."),
        shoppers=gettext_lazy(
            "Every address of the shop answers that the store has closed (status 410), which"
            " also tells search engines to forget its pages."
        ),
        staff=gettext_lazy("The store’s admin is closed; nobody can sign in to it."),
        domains=gettext_lazy("They stay the store’s, and say that it has closed."),
        afterwards=gettext_lazy(
            "Nothing is deleted: products, orders and customers’ data stay, and you can resume"
            " the store."
        ),
        is_serious=True,
    ),
    "close": StatusAction(
        status=Status.CLOSING,
        sources=(Status.PENDING, Status.ACTIVE, Status.SUSPENDED, Status.DISABLED),
        verb=gettext_lazy("Close"),
        done=gettext_lazy("%(name)s is closing."),
        shoppers=gettext_lazy(
            "Every address of the shop answers that the store has closed (status 410), which also"
            " tells search engines to forget its pages. Who has ordered still finds the order’s"
            " page."
        ),
        staff=gettext_lazy(
            "They can sign in and look at everything, and change nothing, so that they can take"
            " along what they have to keep. Owners are told by e-mail now and a few days before"
            " the end."
        ),
        domains=gettext_lazy(
            "They stay the store’s, and say that it has closed, until it is erased. From then on"
            " anybody can have them."
        ),
        afterwards="",
        is_serious=True,
    ),
    "keep": StatusAction(
        status=Status.ACTIVE,
        sources=(Status.CLOSING,),
        verb=gettext_lazy("Cancel closing"),
        done=gettext_lazy("%(name)s stays, and is open."),
        shoppers=gettext_lazy(
            "The shop is open at once, with its pages, products, prices and carts as they were."
        ),
        staff=WORKS,
        domains=STAYS,
        afterwards=gettext_lazy(
            "Nothing is erased. To keep the store without opening the shop, disable it instead."
        ),
    ),
}


def actions_for(store: Store) -> list[tuple[str, StatusAction]]:
    """The actions that the store's status allows, by name."""
    return [(name, action) for name, action in ACTIONS.items() if store.status in action.sources]


def effects(
    action: StatusAction, store: Store, figures: StatusFigures, *, closing_days: int
) -> list[tuple[str, list[str]]]:
    """Whom or what it concerns, and what that means, with the numbers of this moment."""
    return [
        (_("Shoppers"), [str(action.shoppers), *carts(figures)]),
        (_("Owner and staff"), [str(action.staff), *people(figures)]),
        (_("Domains"), [addresses(figures), str(action.domains)]),
        (_("Payments under way"), payments(action, store, figures)),
        (_("Orders to ship"), [shipping(action, figures)]),
        (_("Afterwards"), afterwards(action, store, closing_days)),
    ]


def carts(figures: StatusFigures) -> list[str]:
    if not figures.carts:
        return [_("No cart has anything in it now.")]
    text = ngettext(
        "%(number)s open cart has something in it now.",
        "%(number)s open carts have something in them now.",
        figures.carts,
    )
    return [text % {"number": figures.carts}]


def people(figures: StatusFigures) -> list[str]:
    if not figures.signed_in:
        return [_("Nobody is signed in now.")]
    text = ngettext(
        "%(number)s person is signed in now.",
        "%(number)s people are signed in now.",
        figures.signed_in,
    )
    return [text % {"number": figures.signed_in}]


def addresses(figures: StatusFigures) -> str:
    text = ngettext(
        "The store has %(number)s address.", "The store has %(number)s addresses.", figures.domains
    )
    return text % {"number": figures.domains}


def payments(action: StatusAction, store: Store, figures: StatusFigures) -> list[str]:
    if figures.payments:
        text = ngettext(
            "%(number)s shopper is at a payment provider now.",
            "%(number)s shoppers are at a payment provider now.",
            figures.payments,
        ) % {"number": figures.payments}
    else:
        text = _("No payment is under way now.")
    if action.status != Status.DISABLED:
        return [text, _("Payments that are under way are finished, and become orders.")]
    return [
        text,
        _(
            "What a payment provider reports from now on is not heard: money that was taken has to"
            " be looked up there. Suspend the store first if you can wait."
        ),
    ]


def shipping(action: StatusAction, figures: StatusFigures) -> str:
    if not figures.to_ship:
        return _("There are none.")
    text = ngettext(
        "%(number)s order is still to be shipped.",
        "%(number)s orders are still to be shipped.",
        figures.to_ship,
    ) % {"number": figures.to_ship}
    if action.status == Status.ACTIVE:
        return text
    if action.status == Status.DISABLED:
        return f"{text} {_('Nobody sees them any more.')}"
    return f"{text} {_('Staff see them, but cannot mark them as shipped.')}"


def afterwards(action: StatusAction, store: Store, closing_days: int) -> list[str]:
    if action.status == Status.CLOSING:
        when = timezone.localtime(timezone.now() + timedelta(days=closing_days))
        return [
            _(
                "On %(time)s, in %(days)s days, the store is erased with all its pages, products,"
                " orders, customers’ data, pictures and people. Nothing can be brought back then."
                " Until then you can cancel it."
            )
            % {
                "time": date_format(timezone.localtime(when), "DATETIME_FORMAT"),
                "days": closing_days,
            }
        ]
    words = [str(action.afterwards)]
    if store.status == Status.CLOSING and action.status == Status.DISABLED:
        words.insert(0, _("The closing is canceled: the store is not erased."))
    if action is ACTIONS["keep"] and store.opened_at is None:
        words.insert(0, _("This shop was never open: look at it before you let shoppers in."))
    return words
