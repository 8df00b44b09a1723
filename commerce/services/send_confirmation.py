from __future__ import annotations

import logging
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from commerce.models import Order, OrderEvent
from commerce.selectors.order_page import order_context
from stores.languages import shop_in
from stores.mail import sender
from stores.text import one_line

logger = logging.getLogger(__name__)

MAIL = "confirmation"
RETRIES = 8
FIRST_RETRY = timedelta(minutes=2)


def send_confirmation(*, order: Order, attempt: int = 0) -> None:
    """Mail the shopper their order, in its language, from the store's name at the platform's
    address; answers go to the store. Twice or at once sends once (the timeline remembers).

    A mail server that cannot be reached or refuses is tried again later; the timeline says so
    when the last attempt has failed."""
    try:
        _send_once(order.pk)
    except OSError as error:  # Refusals (SMTPException) are OSErrors as well.
        logger.warning(
            "Order %s: the confirmation could not be sent.", order.public_id, exc_info=True
        )
        if not _try_later(order, attempt):
            text = f"Confirmation not sent: {error}"[:500]
            order.log(OrderEvent.Kind.NOTE, text=text, problem=True)


def _send_once(order_id: int) -> None:
    """Locks the order while it sends, so that a second worker waits and then finds it sent."""
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
        sent = order.events.filter(kind=OrderEvent.Kind.MAIL_SENT, data__mail=MAIL)
        if not order.is_placed or sent.exists():
            return
        with shop_in(order.store, order.language):
            mail = confirmation_mail(order)
        order.log(OrderEvent.Kind.MAIL_SENT, mail=MAIL, to=order.email)
        mail.send()


def _try_later(order: Order, attempt: int) -> bool:
    from commerce.tasks import enqueue_at, send_order_confirmation

    if attempt >= RETRIES:
        return False
    when = timezone.now() + FIRST_RETRY * 2**attempt
    return enqueue_at(send_order_confirmation, when, str(order.public_id), attempt + 1)


def confirmation_mail(order: Order) -> EmailMultiAlternatives:
    store = order.store
    context = {
        "store": store,
        "order_url": store.absolute_url(order.get_absolute_url()),
        "shop_url": store.absolute_url("/").removesuffix("/"),
        **order_context(order, order.payments.last()),
    }
    mail = EmailMultiAlternatives(
        subject=_("Your order %(number)s at %(store)s")
        % {"number": order.reference, "store": one_line(store.name)},
        body=render_to_string("commerce/mail/order_confirmation.txt", context).strip() + "\n",
        from_email=sender(store),
        to=[order.email],
        reply_to=[store.contact_email] if store.contact_email else None,
    )
    mail.attach_alternative(
        render_to_string("commerce/mail/order_confirmation.html", context), "text/html"
    )
    return mail
