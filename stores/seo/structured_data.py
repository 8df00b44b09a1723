"""Objects of schema.org, as Google documents what it reads of them
(https://developers.google.com/search/docs/appearance/structured-data)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from stores.languages import home_path, storefront_language
from stores.models import Store

SCHEMA = "https://schema.org"
# Nothing that could end the script, or begin another, whatever a text says.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_scripts(things: Iterable[dict[str, Any]]) -> SafeString:
    """A data block for each: nothing that a browser runs, so the strict policy lets it stand."""
    blocks = [
        format_html('<script type="application/ld+json">{}</script>', safe_json(thing))
        for thing in things
    ]
    return mark_safe("\n".join(blocks))  # noqa: S308 — made by format_html and safe_json.


def safe_json(thing: dict[str, Any]) -> SafeString:
    text = json.dumps({"@context": SCHEMA, **thing}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 — no character of markup is left.


def without_empty(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if value not in ("", None, [], {})}


def organization(store: Store) -> dict[str, Any]:
    logo = store.branding.logo_picture.get("src")
    contact = without_empty(
        {
            "@type": "ContactPoint",
            "contactType": "customer service",
            "email": store.contact_email,
            "telephone": store.contact_phone,
        }
    )
    return without_empty(
        {
            "@type": "OnlineStore",
            "@id": organization_id(store),
            "name": store.name,
            "url": store.absolute_url("/"),
            "description": store.tagline,
            "logo": store.absolute_url(logo) if logo else "",
            "email": store.contact_email,
            "telephone": store.contact_phone,
            "contactPoint": contact if store.contact_email or store.contact_phone else None,
        }
    )


def organization_id(store: Store) -> str:
    return f"{store.absolute_url('/')}#organization"


def website(store: Store) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "@id": f"{store.absolute_url('/')}#website",
        "name": store.name,
        "url": store.absolute_url("/"),
        "inLanguage": storefront_language(store),
        "publisher": {"@id": organization_id(store)},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{store.absolute_url(reverse('catalog:search'))}?q={{words}}",
            },
            "query-input": "required name=words",
        },
    }


def breadcrumbs(store: Store, trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """``trail``: name and path of each step below the home page, the page itself last."""
    steps = [(_("Home"), home_path()), *trail]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": store.absolute_url(path)}
            for n, (name, path) in enumerate(steps, start=1)
        ],
    }


def article(
    store: Store,
    *,
    url: str,
    headline: str,
    description: str,
    author: str,
    image: str,
    published: str,
    modified: str,
) -> dict[str, Any]:
    """Moments in ISO 8601 with their offset; addresses whole."""
    publisher = {"@type": "Organization", "@id": organization_id(store), "name": store.name}
    return without_empty(
        {
            "@type": "Article",
            "@id": f"{url}#article",
            "headline": headline,
            "description": description,
            "image": [image] if image else [],
            "datePublished": published,
            "dateModified": modified,
            "author": {"@type": "Person", "name": author} if author else publisher,
            "publisher": publisher,
            "mainEntityOfPage": url,
        }
    )


def faq(questions: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question,
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
            for question, answer in questions
        ],
    }
