from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from stores.admin.support.middleware import MARK
from stores.client_address import client_address
from stores.models import SupportAccess
from stores.services.end_support import end_support
from stores.services.enter_support import EntryRefused, enter_support, operator_of
from stores.sessions import SUPPORT_ACCESS

BACKEND = "stores.auth.MembershipBackend"


@csrf_exempt  # Comes from the control host: the token proves it, and so does the origin.
@never_cache
@require_POST
@sensitive_post_parameters("token")
def enter(request: HttpRequest) -> HttpResponse:
    """Signs the operator in whom Center Control sent here. The token comes in the body, so that
    it is in no address, log or Referer; and from a page of the control host alone, so that
    nobody else's page can sign a browser in."""
    if request.store.is_platform:  # type: ignore[attr-defined]
        raise Http404
    if not from_control_host(request):
        return refused(request)
    try:
        access = enter_support(
            store=request.store,  # type: ignore[attr-defined]
            token=request.POST.get("token", "")[:200],
            address=client_address(request),
        )
    except EntryRefused:
        return refused(request)
    user = operator_of(access)
    if user is None:
        return refused(request)
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session[SUPPORT_ACCESS] = access.pk
    request.session.set_expiry(access.expires_at)
    response = HttpResponseRedirect(reverse("wagtailadmin_home"))
    response.set_cookie(
        MARK,
        "1",
        path="/admin/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        max_age=7 * 24 * 3600,
    )
    return response


def from_control_host(request: HttpRequest) -> bool:
    """As browsers say in a header that no page can set."""
    origin = urlsplit(request.headers.get("Origin", ""))
    return (origin.scheme, origin.hostname) == (settings.PUBLIC_SCHEME, settings.CONTROL_HOST)


def refused(request: HttpRequest) -> HttpResponse:
    return render(request, "stores/support/refused.html", status=403)


class LeaveView(View):
    """The visitor goes, before the time is up."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        access = request.support_access  # type: ignore[attr-defined]
        if access is None:
            raise Http404
        end_support(access=access)
        request.session.flush()
        messages.success(
            request,
            _("You have left. Open the admin anew from Center Control (%(host)s) if you need to.")
            % {"host": settings.CONTROL_HOST},
        )
        response = redirect("wagtailadmin_login")
        response.delete_cookie(MARK, path="/admin/")  # Nothing ended that they did not end.
        return response


class StateColumn(StatusTagColumn):
    def __init__(self) -> None:
        super().__init__(
            "state",
            label=gettext_lazy("Status"),
            classname="support-state admin-wide",
            accessor=lambda access: (
                pgettext("support access", "Open")
                if access.is_open
                else pgettext("support access", "Ended")
            ),
            primary=lambda access: access.is_open,
        )


class TimeColumn(Column):
    cell_template_name = "stores/support/time_cell.html"


class EndColumn(Column):
    cell_template_name = "stores/support/end_cell.html"

    def get_cell_context_data(self, instance: SupportAccess, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            **super().get_cell_context_data(instance, parent_context),
            "may_end": request.user.has_perm("stores.change_supportaccess"),
            "csrf_token": get_token(request),
        }


class VisitPaginator(WagtailPaginator):
    verbose_name = gettext_lazy("visit")
    verbose_name_plural = gettext_lazy("visits")


@method_decorator(never_cache, name="dispatch")
class SupportAccessesView(PermissionCheckedMixin, BaseListingView):
    """Who of the provider's team came in, why and until when; the owner can send them out."""

    model = SupportAccess
    permission_policy = ModelPermissionPolicy(SupportAccess)
    permission_required = "view"
    page_title = gettext_lazy("Support access")
    header_icon = "help"
    template_name = "stores/support/list.html"
    index_url_name = "support_accesses"
    paginate_by = 25
    paginator_class = VisitPaginator
    no_results_message = gettext_lazy("Nobody came in for support so far.")
    default_ordering = "-started_at"
    verbose_name_plural = gettext_lazy("support accesses")
    columns = [
        Column("operator_name", label=gettext_lazy("Who"), classname="support-who"),
        Column("reason", label=gettext_lazy("Reason")),
        TimeColumn("started_at", label=gettext_lazy("Began"), classname="support-time admin-wide"),
        TimeColumn("expires_at", label=gettext_lazy("Until"), classname="support-time"),
        StateColumn(),
        EndColumn("end", label=gettext_lazy("End"), classname="support-end"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.store.is_platform:  # type: ignore[attr-defined]
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_valid_orderings(self) -> list[str]:
        return [self.default_ordering]


class EndSupportView(PermissionCheckedMixin, View):
    permission_policy = ModelPermissionPolicy(SupportAccess)
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        access = SupportAccess.objects.filter(
            pk=pk,
            store_id=request.store.pk,  # type: ignore[attr-defined]
        ).first()
        if access is None:
            raise Http404
        if end_support(access=access):
            name = {"name": access.operator_name}
            messages.success(request, _("%(name)s is signed out and cannot come back.") % name)
        else:
            messages.warning(request, _("This access had ended already."))
        return redirect("support_accesses")
