"""What every store's checklist has: how it looks, who it is, and that it opens."""

from __future__ import annotations

from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from stores.checklist import GO_LIVE, Item, register
from stores.models import Branding, Store

LEADS = "stores.change_membership"


def has_logo(store: Store) -> Exists:
    return Exists(Branding.objects.filter(store=store, logo__isnull=False))


def says_who_it_is(store: Store) -> Q:
    return ~Q(contact_email="") & ~Q(contact_address="")


def is_open(store: Store) -> Q:
    return Q(opened_at__isnull=False)


def register_own_items() -> None:
    register(
        Item(
            key="logo",
            title=_("Add your logo"),
            help=_("With it, your colours and fonts, the shop looks like yours."),
            url_name="branding_settings",
            permission="stores.change_branding",
            done=has_logo,
            order=10,
        )
    )
    register(
        Item(
            key="contact",
            title=_("Say who you are"),
            help=_("Your postal address and e-mail, which the law asks for in most countries."),
            url_name="store_settings",
            permission="stores.change_store",
            done=says_who_it_is,
            order=50,
        )
    )
    register(
        Item(
            key=GO_LIVE,
            title=_("Open your shop"),
            help=_("From then on everybody can look and buy."),
            url_name="go_live",
            permission=LEADS,
            done=is_open,
            order=1000,
        )
    )
