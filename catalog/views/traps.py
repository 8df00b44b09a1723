"""What keeps programs from filling in forms that anybody may send."""

from __future__ import annotations

from django.http import HttpRequest

from stores.client_address import address_group, client_address
from stores.rate_limits import Limit, take

TRAP = "web-site"
"""A field that people do not see and programs fill in. No field of a form has a hyphen."""


def is_trapped(request: HttpRequest) -> bool:
    return bool(request.POST.get(TRAP))


def is_too_often(request: HttpRequest, limit: Limit) -> bool:
    """Counts one try of whoever sends the request."""
    return bool(take(limit, address_group(client_address(request))))
