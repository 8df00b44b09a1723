"""Pages of the shop in a look that is not published, for the staff who work on it.

The look travels signed in the address: nothing is kept, nobody else's pages change. It is worth
something for an hour, in the store it was made for, to the person it was made for, while they are
signed in and may change the branding; to everybody else the page is as ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponseBase

from stores.models import Branding
from stores.models.look import LOOK_FIELDS, Look

PARAMETER = "look-preview"
SALT = "stores.look-preview"
SECONDS = 3600
CHANGE = "stores.change_branding"
ADMIN_PREFIX = "/admin/"


def sign(look: Look, *, store_id: int, user_id: int) -> str:
    """``look`` as a token. Its values have been validated."""
    values = [getattr(look, name) for name in LOOK_FIELDS]
    return signing.dumps([store_id, user_id, values], salt=SALT, compress=True)


def preview_query(token: str) -> str:
    return urlencode({PARAMETER: token})


def read(token: str, *, store_id: int, user_id: int) -> Branding | None:
    """What ``sign`` was given, with its pictures; None for a token of another store or person, an
    old one or a forged one. Not to be saved."""
    try:
        its_store, its_user, values = signing.loads(token, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    if (its_store, its_user) != (store_id, user_id) or len(values) != len(LOOK_FIELDS):
        return None
    branding = Branding(store_id=store_id, **dict(zip(LOOK_FIELDS, values, strict=True)))
    try:
        branding.clean_fields(exclude=["store"])
        branding.make_pictures()
    except (ValidationError, ObjectDoesNotExist):
        return None  # Made before a change of ours, or of the picture that it names.
    return branding


class LookPreviewMiddleware:
    """Behind the one that knows who asks. For all addresses without a token it does nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request.GET.get(PARAMETER)
        branding = previewed(request, token) if token else None
        if branding is None:
            return self.get_response(request)
        request.store.branding = branding  # type: ignore[attr-defined]
        request.look_preview = token  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def previewed(request: HttpRequest, token: str) -> Branding | None:
    store: Any = request.store  # type: ignore[attr-defined]
    if store.is_platform or request.path.startswith(ADMIN_PREFIX):
        return None
    user: Any = request.user
    if not (user.is_authenticated and user.has_perm(CHANGE)):
        return None
    return read(token, store_id=store.pk, user_id=user.pk)
