from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from stores.models import Store
from stores.seo.meta import PageMeta, titled


def describe_cart(context: Mapping[str, Any], request: HttpRequest) -> PageMeta | None:
    """Of the cart, which search engines find empty. What follows it is somebody's own."""
    match = request.resolver_match
    if match is None or match.view_name != "commerce:cart":
        return None
    store: Store = request.store  # type: ignore[attr-defined]
    told = _("What you have chosen at %(store)s, with the total and the way to the checkout.")
    return PageMeta(
        title=titled(_("Cart"), store),
        description=told % {"store": store.name},
        path=reverse("commerce:cart"),
    )
