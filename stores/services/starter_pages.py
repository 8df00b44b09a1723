"""The pages a new store starts with: real sentences that hold for any shop, to be edited."""

from __future__ import annotations

import json

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale

from stores.models import BasePage, ContentPage, HomePage, Store


def add_starter_pages(*, store: Store, root: BasePage) -> HomePage:
    """Home, about, contact, shipping and returns, privacy and terms; all published.

    The caller holds a lock on ``root`` and is in a transaction and the store's ownership."""
    locale = Locale.objects.get(language_code=store.language)
    with override(store.language):
        home = HomePage(title=store.name, slug=store.slug, store=store, locale=locale)
        home.body = stream(
            (
                "hero",
                {
                    "headline": store.name,
                    "text": store.tagline,
                    "button": {"label": _("See all products"), "url": "/products/"},
                },
            ),
            ("product_list", {"heading": _("New in the store"), "products": [], "limit": 8}),
            ("category_list", {"heading": _("Browse by category"), "categories": []}),
        )
        root.add_child(instance=home)
        home.save_revision().publish()
        for title, slug, introduction, paragraphs in starter_texts(store):
            page = ContentPage(
                title=title,
                slug=slug,
                store=store,
                show_in_menus=True,
                locale=locale,
                introduction=introduction,
            )
            page.body = stream(("text", "".join(f"<p>{text}</p>" for text in paragraphs)))
            home.add_child(instance=page)
            page.save_revision().publish()
    return home


def stream(*blocks: tuple[str, object]) -> str:
    """Raw StreamField content from (block name, value) pairs."""
    return json.dumps([{"type": name, "value": value} for name, value in blocks])


def starter_texts(store: Store) -> list[tuple[str, str, str, list[str]]]:
    """(title, slug, introduction, paragraphs) of each page."""
    address = escape(store.contact_email)
    mail = f'<a href="mailto:{address}">{address}</a>'
    return [
        (
            _("About"),
            "about",
            _("Who we are and what we care about."),
            [
                _("We are a small shop and choose what we sell with care."),
            ],
        ),
        (
            _("Contact"),
            "contact",
            _("We are glad to hear from you."),
            [
                _("Write to us at %(mail)s. We answer on working days, usually within one day.")
                % {"mail": mail},
            ],
        ),
        (
            _("Shipping and returns"),
            "shipping-and-returns",
            "",
            [
                _("What delivery costs is shown in the cart, before you enter anything."),
                _(
                    "If something is not right, write to us within 14 days of its arrival: we take it"
                    " back and refund what you paid for it."
                ),
            ],
        ),
        (
            _("Privacy"),
            "privacy",
            _("What we store about you, and why."),
            [
                _(
                    "We store what an order needs: your name, address, e-mail address and what you"
                    " bought. We use it to deliver the order, to answer you, and to keep the books as"
                    " the law asks."
                ),
                _(
                    "We set no cookies but the one that remembers your cart, load nothing from other"
                    " companies' servers and pass your data on to carriers and payment providers only"
                    " as far as your order needs it."
                ),
            ],
        ),
        (
            _("Terms"),
            "terms",
            "",
            [
                _(
                    "By placing an order you offer to buy what is in your cart at the total shown. The"
                    " contract is made when we confirm the order by e-mail."
                ),
                _("Goods stay ours until they are paid in full."),
            ],
        ),
    ]
