"""The last gate for texts with formatting: whatever is stored, this much of it is shown.

Editors' texts are made clean when they are saved (Wagtail's own converter knows only what its
buttons make). Texts come in by other ways too, and what was let in once would stay."""

from __future__ import annotations

import nh3

TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "li", "ol", "p", "s", "strong", "sub", "sup", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def harmless(html: str) -> str:
    """Only formatting and links, balanced: no script, style, handler, picture or frame."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
