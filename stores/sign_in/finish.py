from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseRedirect

from stores.actors import current_actor
from stores.models import User
from stores.services.record_audit import record_audit
from stores.sign_in.known_device import remember_device
from stores.sign_in.pending import end_pending

SECOND_FACTOR_GIVEN = "second_factor"
"""Key in the session's data: its person has one."""

BACKEND = "stores.auth.MembershipBackend"


def finish_sign_in(
    request: HttpRequest, user: User, *, remember: bool, next: str, by_code: bool = False
) -> HttpResponseRedirect:
    """Begin the person's session, under a new key, and write the sign-in down."""
    end_pending(request)
    login(request, user, backend=BACKEND)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if remember else 0)
    if by_code:
        request.session[SECOND_FACTOR_GIVEN] = True
    actor = replace(current_actor(), user_id=user.pk, name=user.email)
    record_audit(
        action="sign_in.succeeded",
        object_name=user.email,
        after={"second_factor": by_code},
        actor=actor,
    )
    response = HttpResponseRedirect(next)
    remember_device(response, user.email)
    return response
