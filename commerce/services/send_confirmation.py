from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commerce.models import Order, OrderEvent
from commerce.selectors.order_page import order_context
from stores.mail import sender
from stores.text import one_line

MAIL = "confirmation"


def send_confirmation(*, order: Order) -> None:
    """Mail the shopper their order, in its language, from the store's name at the platform's
    address; answers go to the store. Twice sends once (the timeline remembers)."""
    sent = order.events.filter(kind=OrderEvent.Kind.MAIL_SENT, data__mail=MAIL)
    if not order.is_placed or sent.exists():
        return
    with translation.override(order.language):
        mail = confirmation_mail(order)
    mail.send()
    order.log(OrderEvent.Kind.MAIL_SENT, mail=MAIL, to=order.email)


def confirmation_mail(order: Order) -> EmailMultiAlternatives:
    store = order.store
    context = {
        "store": store,
        "order_url": store.absolute_url(order.get_absolute_url()),
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
