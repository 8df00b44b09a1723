"""Telling shoppers that something is back in stock: each once, and then no more."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from email.errors import MessageError

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import StockNotice, Variant
from catalog.selectors.stock_levels import obtainable_variants
from catalog.selectors.translations import read_variants
from stores.languages import shop_in
from stores.mail import sender
from stores.models import Store
from stores.scope import platform_scope, store_scope
from stores.text import one_line

logger = logging.getLogger(__name__)

MOST_OPEN = 20
"""Of one address at one store, so that nobody can sign somebody else up for everything."""
KEEP_OPEN = timedelta(days=365)
KEEP_SENT = timedelta(days=30)


def ask_notice(*, variant: Variant, email: str, language: str) -> None:
    """Tell ``email`` once when ``variant`` is back. Asking twice asks once. Raises
    ValidationError for an address that waits for too much already."""
    email = email.strip().lower()
    waiting = StockNotice.objects.filter(email=email, sent_at=None)
    if waiting.filter(variant=variant).exists():
        return
    if waiting.count() >= MOST_OPEN:
        raise ValidationError(
            _("This address waits for %(most)s products already."), params={"most": MOST_OPEN}
        )
    StockNotice.objects.bulk_create(
        [StockNotice(variant=variant, email=email, language=language)], ignore_conflicts=True
    )


def cancel_notices(notice: StockNotice) -> None:
    """Forget the address of this notice at its store, whatever it waits for."""
    StockNotice.objects.filter(store=notice.store, email=notice.email).delete()


def variants_are_back(variant_ids: Iterable[int]) -> None:
    """Called when variants became available, inside the transaction that did it. Costs one query
    where nobody waits; who does is told in the background."""
    from catalog.tasks import send_stock_notices

    variant_ids = list(variant_ids)
    if (
        variant_ids
        and StockNotice.objects.filter(variant_id__in=variant_ids, sent_at=None).exists()
    ):
        transaction.on_commit(lambda: send_stock_notices.enqueue())


def send_due() -> int:
    """Mail everybody of the store in scope who waits for something that can be had now; returns
    how many. Twice or at once sends each once: a notice is locked while its mail is sent. What a
    mail server refuses stays open and is tried again by ``watch_stock_notices``."""
    sent = 0
    for notice_id in due_notices():
        try:
            sent += _send_once(notice_id)
        except OSError:  # Refusals (SMTPException) are OSErrors as well.
            logger.warning("Stock notice %s could not be sent.", notice_id, exc_info=True)
        except (MessageError, ValueError):  # It will not be writable tomorrow, either.
            logger.exception("Stock notice %s cannot be written.", notice_id)
            StockNotice.objects.filter(pk=notice_id).delete()
    return sent


def due_notices() -> list[int]:
    """Open notices of the store in scope whose variant is for sale and can be had."""
    waiting = dict(
        StockNotice.objects.filter(
            sent_at=None, variant__retired_at=None, variant__product__live=True
        )
        .order_by("pk")
        .values_list("pk", "variant_id")
    )
    available = obtainable_variants(set(waiting.values()))
    return [pk for pk, variant_id in waiting.items() if variant_id in available]


def _send_once(notice_id: int) -> bool:
    with transaction.atomic():
        notice = (
            StockNotice.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("variant__product", "store")
            .filter(pk=notice_id, sent_at=None)
            .first()
        )
        if notice is None:
            return False
        notice.sent_at = timezone.now()
        notice.save(update_fields=["sent_at"])
        with shop_in(notice.store, notice.language or notice.store.language):
            read_variants([notice.variant])
            notice_mail(notice).send()
    return True


def notice_mail(notice: StockNotice) -> EmailMultiAlternatives:
    store = notice.store
    product = notice.variant.product
    cancel = store.absolute_url(reverse("catalog:cancel_notice", args=[notice.token]))
    context = {
        "store": store,
        "variant": notice.variant,
        "product": product,
        "product_url": store.absolute_url(
            f"{product.get_absolute_url()}?variant={notice.variant.public_id}"
        ),
        "cancel_url": cancel,
        "language": notice.language or store.language,
    }
    mail = EmailMultiAlternatives(
        subject=_("Back in stock: %(product)s") % {"product": one_line(str(notice.variant))},
        body=render_to_string("catalog/mail/back_in_stock.txt", context).strip() + "\n",
        from_email=sender(store),
        to=[notice.email],
        reply_to=[store.contact_email] if store.contact_email else None,
        headers={
            # RFC 8058: mail programs offer a button of their own for it.
            "List-Unsubscribe": f"<{cancel}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.attach_alternative(
        render_to_string("catalog/mail/back_in_stock.html", context), "text/html"
    )
    return mail


def watch_stock_notices() -> None:
    """For the schedule: stock also comes back without a word (a reservation lapses, a product is
    published again), and a mail may have failed. Drops what is long sent or long waited for."""
    now = timezone.now()
    with platform_scope():
        StockNotice.objects.filter(sent_at__lt=now - KEEP_SENT).delete()
        StockNotice.objects.filter(sent_at=None, created_at__lt=now - KEEP_OPEN).delete()
        open_notices = StockNotice.objects.filter(sent_at=None, store__status=Store.Status.ACTIVE)
        stores = list(
            open_notices.order_by("store_id").values_list("store_id", flat=True).distinct()
        )
    for store_id in stores:
        try:
            with store_scope(store_id):
                send_due()
        except Exception:  # One store's trouble is not its neighbours'.
            logger.exception("Stock notices of store %s could not be sent.", store_id)
