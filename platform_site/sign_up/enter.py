"""Where a new owner comes in: on the store's own host, from the control host."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from platform_site.sign_up.confirm import SignUpGone, enter_new_store
from stores.admin.staff.entrance import let_in
from stores.admin.support.views import from_control_host


@csrf_exempt  # Comes from the control host: the token proves it, and so does the origin.
@never_cache
@require_POST
@sensitive_post_parameters("token")
def enter(request: HttpRequest) -> HttpResponse:
    """Signs the owner in who has just confirmed the sign-up. The token comes in the body, so that
    it is in no address, log or Referer; and from a page of the control host alone, so that nobody
    else's page can sign a browser in. A second factor is asked for as ever."""
    store = request.store  # type: ignore[attr-defined]
    if store.is_platform:
        raise Http404
    if not from_control_host(request):
        return refused(request)
    try:
        user = enter_new_store(store=store, token=request.POST.get("token", "")[:200])
    except SignUpGone:
        return refused(request)
    request.session.flush()
    return let_in(request, user)


def refused(request: HttpRequest) -> HttpResponse:
    return render(request, "platform_site/sign_up/refused.html", status=403)
