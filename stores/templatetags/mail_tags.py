from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import mark_safe

from stores.looks import mail
from stores.models import Store

register = template.Library()


@register.simple_tag
def mail_look(store: Store) -> dict[str, Any]:
    """``{% mail_look store as look %}``: colours, fonts and logo for a mail's inline styles."""
    look = mail.mail_look(store)
    for name in ("heading_font", "body_font"):
        # Ours, from a list of fonts; its quotes stand in an attribute of double quotes.
        look[name] = mark_safe(look[name])  # noqa: S308
    return look


@register.inclusion_tag("stores/mail/button.html", takes_context=True)
def mail_button(context: template.Context, url: str, label: str) -> dict[str, Any]:
    """``{% mail_button url label %}`` in a mail that extends ``stores/mail/base.html``."""
    return {"url": url, "label": label, "look": context["look"]}
