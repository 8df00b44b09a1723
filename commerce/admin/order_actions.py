"""What staff can do with an order, and when it is offered; the services decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commerce.models import Order
from commerce.services import orders
from stores.models import User


class NothingToFill(forms.Form):
    pass


class ShipForm(forms.Form):
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=100, required=False)


class CancelForm(forms.Form):
    restock = forms.BooleanField(
        label=_("Put what was not shipped back in stock"), required=False, initial=True
    )


class ReturnForm(forms.Form):
    is_return = forms.BooleanField(
        label=_("The goods are shipped and come back: cancel as a return, and refund in full"),
        error_messages={"required": _("Say that it is a return: the goods are shipped already.")},
        help_text=_("Count what comes back under Stock; it is not put back by itself."),
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For your team; the customer does not see it."),
    )


MOVE_MONEY = "commerce.change_order"
SHIP = "commerce.add_fulfillment"
WRITE_NOTES = "commerce.add_orderevent"


@dataclass(frozen=True, slots=True)
class Action:
    label: Any
    done: Any
    run: Callable[..., object]
    is_offered: Callable[[Order], bool]
    permission: str
    form_class: type[forms.Form] = NothingToFill
    is_danger: bool = False
    form_when_shipped: type[forms.Form] | None = None

    def form_class_for(self, order: Order) -> type[forms.Form]:
        is_shipped = order.fulfilment_status != Order.FulfilmentStatus.UNFULFILLED
        return self.form_when_shipped if self.form_when_shipped and is_shipped else self.form_class

    def execute(self, *, order: Order, user: User, **fields: Any) -> None:
        """Raises ValidationError with what to tell the person."""
        self.run(order=order, user=user, **fields)


def is_open(order: Order) -> bool:
    return order.status == Order.Status.PLACED


ACTIONS: dict[str, Action] = {
    "mark-paid": Action(
        label=_("Mark as paid"),
        done=_("Marked as paid."),
        run=orders.mark_paid,
        permission=MOVE_MONEY,
        is_offered=lambda order: (
            order.is_placed and order.payment_status == Order.PaymentStatus.UNPAID
        ),
    ),
    "ship": Action(
        label=_("Mark as shipped"),
        done=_("Marked as shipped."),
        run=orders.fulfil,
        permission=SHIP,
        is_offered=lambda order: (
            is_open(order) and order.fulfilment_status != Order.FulfilmentStatus.FULFILLED
        ),
        form_class=ShipForm,
    ),
    "complete": Action(
        label=_("Complete"),
        done=_("Completed."),
        run=orders.complete,
        permission=SHIP,
        is_offered=lambda order: (
            is_open(order)
            and order.payment_status != Order.PaymentStatus.UNPAID
            and order.fulfilment_status == Order.FulfilmentStatus.FULFILLED
        ),
    ),
    "cancel": Action(
        label=_("Cancel order"),
        done=_("Canceled."),
        run=orders.cancel,
        permission=MOVE_MONEY,
        is_offered=lambda order: order.status in (Order.Status.DRAFT, Order.Status.PLACED),
        form_class=CancelForm,
        form_when_shipped=ReturnForm,
        is_danger=True,
    ),
    "note": Action(
        label=_("Add note"),
        done=_("Note added."),
        run=orders.add_note,
        permission=WRITE_NOTES,
        is_offered=lambda order: True,
        form_class=NoteForm,
    ),
}


@dataclass(frozen=True, slots=True)
class OfferedAction:
    name: str
    action: Action
    form: forms.Form


def offered_actions(
    order: Order, user: User, *, failed: str = "", failed_form: forms.Form | None = None
) -> list[OfferedAction]:
    """Those that ``user`` may do; with empty forms, but for the one that was just refused, which
    keeps what was typed."""
    return [
        OfferedAction(
            name,
            action,
            failed_form
            if name == failed and failed_form is not None
            else action.form_class_for(order)(auto_id=f"{name}-%s"),
        )
        for name, action in ACTIONS.items()
        if user.has_perm(action.permission) and (action.is_offered(order) or name == failed)
    ]
