from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from stores.models import SecondFactor, User
from stores.scope import platform_scope

BACKEND = "stores.auth.MembershipBackend"


def let_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in somebody who has just accepted an invitation and given a password for it. Who has
    a second factor goes through the sign-in page, which asks for that, too."""
    store = request.store  # type: ignore[attr-defined]
    messages.success(request, _("Welcome to %(name)s.") % {"name": store.name})
    with platform_scope():
        has_second_factor = SecondFactor.objects.filter(user=user, confirmed_at__isnull=False)
        asks_for_code = has_second_factor.exists()
    if asks_for_code:
        return redirect("wagtailadmin_login")
    login(request, user, backend=BACKEND)
    return redirect("wagtailadmin_home")
