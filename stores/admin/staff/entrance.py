from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from stores.models import User
from stores.sign_in.finish import finish_sign_in
from stores.sign_in.pending import begin_pending
from stores.sign_in.second_factor import has_second_factor


def let_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in somebody who has just accepted an invitation and given a password for it. Who has
    a second factor is asked for that, too."""
    store = request.store  # type: ignore[attr-defined]
    messages.success(request, _("Welcome to %(name)s.") % {"name": store.name})
    home = reverse("wagtailadmin_home")
    if has_second_factor(user):
        begin_pending(request, user, remember=False, next=home)
        return redirect("sign_in_code")
    return finish_sign_in(request, user, remember=False, next=home)
