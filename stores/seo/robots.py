"""``robots.txt``: what crawlers need not look at, and where the sitemap is."""

from __future__ import annotations

from stores.models import Store

_kept_out: dict[str, None] = {"/admin/": None, "/documents/": None}
_everywhere: dict[str, None] = {}
Status = Store.Status


def keep_out(*paths: str) -> None:
    """Registers paths of the shop that are a shopper's own, or without end. For all languages."""
    _everywhere.update(dict.fromkeys(paths))


def robots_text(store: Store) -> str:
    """A store that is not open yet, or for a while, is not looked at. One that closes is: only so
    do search engines learn that it has gone. A trial of the test payment changes nothing, as what
    is once forbidden here is forgotten slowly."""
    if store.is_platform:
        return "User-agent: *\nDisallow: /admin/\n"
    if store.status in (Status.PENDING, Status.SUSPENDED):
        return "User-agent: *\nDisallow: /\n"
    prefixes = ["", *(f"/{language}" for language in store.languages)]
    paths = [*_kept_out, *(f"{prefix}{path}" for prefix in prefixes for path in _everywhere)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in paths), ""]
    return "\n".join([*lines, f"Sitemap: {store.absolute_url('/sitemap.xml')}", ""])
