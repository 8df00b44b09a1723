from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from platform_site.control.bulk.forms import (
    BulkAnnounceForm,
    BulkExportForm,
    BulkPlanForm,
    BulkResumeForm,
    BulkSuspendForm,
)
from platform_site.control.status_actions import ACTIONS as STATUS_ACTIONS
from stores.models import Announcement, Store
from stores.services.announce import announce
from stores.services.change_status import change_status
from stores.services.plans.change_plan import change_plan

Text = str | Promise


@dataclass(frozen=True, slots=True)
class BulkAction:
    """``do`` is one store's change, with what the form said; None: the job does it its own way.
    It raises ValidationError for a store that it refuses, and the job goes on with the next."""

    verb: Text
    title: Text
    """Of the job; knows ``number``."""
    explains: Text
    form_class: type[forms.BaseForm]
    do: Callable[[Store, dict[str, Any]], object] | None = None
    statuses: Collection[str] = ()
    """Those that it is for; none: all."""
    is_serious: bool = False
    at_once: Callable[[list[Store], dict[str, Any]], object] | None = None
    """What needs no job, because it is one change for all of them."""

    def refusal(self, store: Store) -> str:
        """Why this store cannot be meant; empty if it can."""
        if not self.statuses or store.status in self.statuses:
            return ""
        return _("%(status)s: nothing to %(verb)s") % {
            "status": store.get_status_display(),
            "verb": str(self.verb).lower(),
        }


def suspend(store: Store, data: dict[str, Any]) -> None:
    action = STATUS_ACTIONS["suspend"]
    change_status(
        store=store,
        status=action.status,
        note=data.get("note", ""),
        message=data.get("message", ""),
        until=parse_datetime(data.get("until") or ""),
        only_from=action.sources,
    )


def resume(store: Store, data: dict[str, Any]) -> None:
    action = STATUS_ACTIONS["resume"]
    change_status(
        store=store, status=action.status, note=data.get("note", ""), only_from=action.sources
    )


def tell(stores: list[Store], data: dict[str, Any]) -> None:
    announce(
        announcement=Announcement(
            title=data["title"],
            body=data["body"],
            level=data["level"],
            by_mail=data["by_mail"],
            audience={"stores": [store.slug for store in stores]},
        )
    )


def to_plan(store: Store, data: dict[str, Any]) -> None:
    change_plan(slug=store.slug, plan=data["plan"])


ACTIONS: dict[str, BulkAction] = {
    "suspend": BulkAction(
        verb=gettext_lazy("Suspend"),
        title=gettext_lazy("Suspend stores (%(number)s)"),
        explains=gettext_lazy(
            "Shoppers find that the store is not available at the moment. Staff can look at"
            " everything and change nothing. Owners get a mail."
        ),
        form_class=BulkSuspendForm,
        do=suspend,
        statuses=STATUS_ACTIONS["suspend"].sources,
        is_serious=True,
    ),
    "resume": BulkAction(
        verb=gettext_lazy("Resume"),
        title=gettext_lazy("Resume stores (%(number)s)"),
        explains=gettext_lazy("The shops are open again at once, as they were."),
        form_class=BulkResumeForm,
        do=resume,
        statuses=STATUS_ACTIONS["resume"].sources,
    ),
    "change_plan": BulkAction(
        verb=gettext_lazy("Change plan"),
        title=gettext_lazy("Change the plan of stores (%(number)s)"),
        explains=gettext_lazy(
            "Nothing is deleted: what a store has beyond the new plan’s limits stays, and it can"
            " add no more of it. Owners get a mail that says what it means for them."
        ),
        form_class=BulkPlanForm,
        do=to_plan,
    ),
    "export": BulkAction(
        verb=gettext_lazy("Export"),
        title=gettext_lazy("Export stores (%(number)s)"),
        explains=gettext_lazy("One ZIP file with an archive of each store. Nothing changes."),
        form_class=BulkExportForm,
    ),
    "announce": BulkAction(
        verb=gettext_lazy("Announce"),
        title=gettext_lazy("Announce to stores (%(number)s)"),
        explains=gettext_lazy("The owners and staff of these stores read it in their admin."),
        form_class=BulkAnnounceForm,
        at_once=tell,
    ),
}
