"""Background work of orders. A task's row belongs to the store that was in scope when it was
enqueued and runs there; each may run twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django_tasks import task

from commerce.models import Order, Payment


def enqueue_at(job: Any, when: datetime, *args: Any) -> None:
    """Enqueue for later. A backend that knows no “later” leaves it out: what these tasks do
    late happens anyway when somebody looks, they only make sure that somebody does."""
    if job.get_backend().supports_defer:
        job.using(run_after=when).enqueue(*args)


@task()
def send_order_confirmation(order_public_id: str) -> None:
    from commerce.services.send_confirmation import send_confirmation

    send_confirmation(order=Order.objects.get(public_id=order_public_id))


@task()
def expire_order(order_public_id: str) -> None:
    from commerce.services.expire_order import expire

    expire(order_id=Order.objects.values_list("pk", flat=True).get(public_id=order_public_id))


@task()
def retry_refund(order_public_id: str, attempt: int) -> None:
    from commerce.services.refund import refund_surplus

    order_id = Order.objects.values_list("pk", flat=True).get(public_id=order_public_id)
    refund_surplus(order_id=order_id, attempt=attempt)


@task()
def settle_test_payment(payment_public_id: str) -> None:
    from commerce.payments.test_gateway import call_webhook

    call_webhook(Payment.objects.get(public_id=payment_public_id))
