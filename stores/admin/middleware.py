from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from json import JSONDecodeError
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist
from django.forms.formsets import ORDERING_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError

from stores import actors
from stores.actors import Actor, acting
from stores.admin.refused import is_refused
from stores.client_address import client_address
from stores.sessions import SUPPORT_ACCESS
from stores.views import errors

logger = logging.getLogger(__name__)


class ActorMiddleware:
    """Who acts in the admin, and from where, for the audit log; the session notes it, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/admin/"):
            return self.get_response(request)
        with acting(actor_of(request)):
            request.session.note(request)  # type: ignore[attr-defined]
            return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    user: Any = request.user
    if request.store.is_platform:  # type: ignore[attr-defined]
        kind = actors.OPERATOR
    else:
        kind = actors.SUPPORT if SUPPORT_ACCESS in request.session else actors.PERSON
    return Actor(kind, user.pk, getattr(user, "email", ""), client_address(request))


class AdminScreensMiddleware:
    """Answers 404 for those screens of Wagtail's admin that a store does not have, and 400 for
    a way onward that is no address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.path.startswith("/admin/"):
            return None
        if not all(is_address(there) for there in ways_onward(request)):
            return errors.bad_request(request)
        if not request.user.is_authenticated:
            return None  # Wagtail asks strangers to sign in first, as for every address.
        if request.resolver_match is None or not is_refused(request.resolver_match, request.user):
            return None
        return render(request, "wagtailadmin/404.html", status=404)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """A forged number leads nowhere, also where Wagtail takes for granted that it is one of
        its own (the revision that an editor had loaded, the parent of a copy); a form without a
        field that its page always sends, or with a text that is not its editor's, is a bad
        request."""
        if not request.path.startswith("/admin/"):
            return None
        if is_in_pieces(exception, request):
            logger.warning("A form in pieces: %s", exception, exc_info=exception)
            return errors.bad_request(request)
        if not isinstance(exception, ObjectDoesNotExist) and not leads_nowhere(exception, request):
            return None
        logger.warning("Not found: %s", exception, exc_info=exception)
        return render(request, "wagtailadmin/404.html", status=404)


def ways_onward(request: HttpRequest) -> list[str]:
    ways = request.GET.getlist("next")
    if request.path == settings.ARCHIVE_UPLOAD_PATH:
        return ways  # Its form is read by a view that has asked who sends it, and has none.
    return [*ways, *request.POST.getlist("next")]


def is_address(text: str) -> bool:
    """Not the name of a view: Wagtail hands it to ``redirect()``, which looks such a name up and
    fails if there is none. Whether the address is one of ours Wagtail checks itself."""
    return not text or "/" in text


def is_in_pieces(exception: Exception, request: HttpRequest) -> bool:
    """A field is missing, or what was sent in one is no JSON, no number or no part of an address.
    What we have stored and cannot read is an error of ours."""
    if isinstance(exception, JSONDecodeError):
        return any(exception.doc in values for _name, values in request.POST.lists())
    if isinstance(exception, NoReverseMatch | ValueError):
        return any(repr(value) in str(exception) for value in sent(request))
    if isinstance(exception, KeyError) and exception.args == (ORDERING_FIELD_NAME,):
        return True  # An empty line of a list without its place, where Wagtail looks for one.
    return isinstance(exception, MultiValueDictKeyError)


def leads_nowhere(exception: Exception, request: HttpRequest) -> bool:
    """Where the address has a number, it has something that is none."""
    if not isinstance(exception, ValueError) or request.resolver_match is None:
        return False
    values = map(str, request.resolver_match.kwargs.values())
    return any(repr(unquote(value)) in str(exception) for value in values)


def sent(request: HttpRequest) -> Iterator[str]:
    for values in (request.GET, request.POST):
        for _name, several in values.lists():
            yield from several
