"""What a new store can choose from: plans and templates. Every function needs the platform's
scope unless it says otherwise."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from stores.features import FEATURES
from stores.limits import LIMITS
from stores.models import Plan, Store
from stores.money import Money, format_money


def offered_plans() -> list[Plan]:
    """At the public sign-up; where none is marked so, the one that is everybody's default."""
    marked = list(Plan.objects.filter(is_offered=True))
    return marked or list(Plan.objects.filter(is_default=True))


def templates() -> QuerySet[Store]:
    """Stores that a new one can begin as a copy of; those that shoppers may look at first."""
    return Store.objects.filter(is_template=True).order_by("name")


def shown_templates() -> QuerySet[Store]:
    """At the public sign-up: those that can be looked at."""
    return templates().filter(status=Store.Status.ACTIVE)


def plan_label(plan: Plan) -> SafeString:
    """Name and price in bold; below it the trial, the features and the limits."""
    return format_html(
        '<span class="offer"><strong>{}</strong> <span class="offer__price">{}</span>'
        '<span class="offer__what">{}</span></span>',
        plan.name,
        price_words(plan),
        format_html_join(" · ", "{}", ((words,) for words in what_it_has(plan))),
    )


def price_words(plan: Plan) -> str:
    if not plan.price:
        return _("free of charge")
    money = Money(plan.price, plan.currency)
    price = format_money(money.amount, money.currency, get_language() or "en")
    return _("%(price)s a month") % {"price": price}


def what_it_has(plan: Plan) -> list[str]:
    words = [str(FEATURES[feature]) for feature in plan.features if feature in FEATURES]
    words += [
        _("%(what)s: up to %(number)s") % {"what": LIMITS[name], "number": number}
        for name, number in plan.limits.items()
        if name in LIMITS
    ]
    if plan.trial_days:
        trial = ngettext("%(n)s day free", "%(n)s days free", plan.trial_days)
        words.insert(0, trial % {"n": plan.trial_days})
    return words


def template_label(store: Store) -> SafeString:
    return format_html(
        '<span class="offer"><strong>{}</strong><span class="offer__what">{}</span></span>',
        store.name,
        store.tagline or _("A copy of this store’s pages, products and looks."),
    )


def no_template_label() -> SafeString:
    return format_html(
        '<span class="offer"><strong>{}</strong><span class="offer__what">{}</span></span>',
        _("Starter pages"),
        _("Home, about, contact, shipping, privacy and terms; no products yet."),
    )
