from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from platform_site.control.forms import StatusForm
from platform_site.control.services import change_store_status
from platform_site.control.views.base import StorePage
from stores.models import Store

Text = str | Promise


@dataclass(frozen=True, slots=True)
class StatusAction:
    """A change of a store's status as it is put to an operator before it is made."""

    status: str
    verb: Text
    done: Text
    shoppers: Text
    staff: Text
    afterwards: Text
    is_serious: bool = False


ACTIONS = {
    "suspend": StatusAction(
        status=Store.Status.SUSPENDED,
        verb=gettext_lazy("Suspend"),
        done=gettext_lazy("%(name)s is suspended."),
        shoppers=gettext_lazy(
            "Every page of the shop answers that the store is not available at the moment"
            " (status 503). Nobody can put anything into a cart or place an order; carts are kept."
        ),
        staff=gettext_lazy(
            "The store’s people can sign in and look at everything, and change nothing."
        ),
        afterwards=gettext_lazy("You can resume the store at any time, as it was."),
        is_serious=True,
    ),
    "resume": StatusAction(
        status=Store.Status.ACTIVE,
        verb=gettext_lazy("Resume"),
        done=gettext_lazy("%(name)s is open again."),
        shoppers=gettext_lazy(
            "The shop is open again at once, with its pages, products, prices and carts as they"
            " were."
        ),
        staff=gettext_lazy("The store’s people can sign in and work as before."),
        afterwards=gettext_lazy("Orders and figures go on where they stopped."),
    ),
    "disable": StatusAction(
        status=Store.Status.DISABLED,
        verb=gettext_lazy("Disable"),
        done=gettext_lazy("%(name)s is disabled."),
        shoppers=gettext_lazy(
            "Every address of the shop answers that the store has closed (status 410), which"
            " also tells search engines to forget its pages."
        ),
        staff=gettext_lazy("The store’s admin is closed; nobody can sign in to it."),
        afterwards=gettext_lazy(
            "Nothing is deleted: products, orders and customers’ data stay, and you can resume"
            " the store."
        ),
        is_serious=True,
    ),
}


def actions_for(store: Store) -> list[tuple[str, StatusAction]]:
    """The actions that the store's status allows, by name."""
    allowed = Store.TRANSITIONS[Store.Status(store.status)]
    return [(name, action) for name, action in ACTIONS.items() if action.status in allowed]


class StoreStatusView(StorePage, FormView):
    """Says what suspending, resuming or disabling does, and does it on POST."""

    template_name = "platform_site/control/store_status.html"
    form_class = StatusForm

    @property
    def action(self) -> StatusAction:
        return ACTIONS[self.kwargs["action"]]

    def get_page_title(self) -> str:
        return f"{self.action.verb} {self.store_record.name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, action=self.action)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.kwargs["action"] not in dict(actions_for(self.store_record)):
            messages.warning(request, refusal(self.store_record, self.action))
            return redirect(self.detail_url)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: StatusForm) -> HttpResponse:
        try:
            store = change_store_status(
                slug=self.kwargs["slug"],
                status=self.action.status,
                note=form.cleaned_data["note"].strip(),
            )
        except Store.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            messages.success(self.request, self.action.done % {"name": store.name})
        return redirect(self.detail_url)


def refusal(store: Store, action: StatusAction) -> str:
    return _("%(name)s is %(status)s: there is nothing to %(verb)s.") % {
        "name": store.name,
        "status": store.get_status_display().lower(),
        "verb": str(action.verb).lower(),
    }
