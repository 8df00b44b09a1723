"""Background work of orders. A task's row belongs to the store that was in scope when it was
enqueued and runs there; each may run twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django_tasks import task

from commerce.models import Order, Payment


def enqueue_at(job: Any, when: datetime, *args: Any) -> bool:
    """Enqueue for later, and whether it was. A backend that knows no “later” leaves it out: what
    these tasks do late mostly happens anyway when somebody looks."""
    if not job.get_backend().supports_defer:
        return False
    job.using(run_after=when).enqueue(*args)
    return True


@task()
def send_order_confirmation(order_public_id: str, attempt: int = 0) -> None:
    from commerce.services.send_confirmation import send_confirmation

    send_confirmation(order=Order.objects.get(public_id=order_public_id), attempt=attempt)


@task()
def expire_order(order_public_id: str) -> None:
    from commerce.services.expire_order import expire

    expire(order_id=Order.objects.values_list("pk", flat=True).get(public_id=order_public_id))


@task()
def ask_again(payment_public_id: str, attempt: int) -> None:
    from commerce.services.expire_order import stop_and_settle

    stop_and_settle(Payment.objects.get(public_id=payment_public_id), attempt=attempt)


@task()
def retry_refund(order_public_id: str, attempt: int) -> None:
    from commerce.services.refund import refund_surplus

    order_id = Order.objects.values_list("pk", flat=True).get(public_id=order_public_id)
    refund_surplus(order_id=order_id, attempt=attempt)


@task()
def settle_test_payment(payment_public_id: str) -> None:
    from commerce.payments.test_gateway import call_webhook

    call_webhook(Payment.objects.get(public_id=payment_public_id))


@task()
def convert_figures(since: str) -> None:
    """Revenue in the platform's currency follows rates that were entered; ``since`` is a day."""
    from commerce.services.figures import convert_figures as convert

    convert(since=date.fromisoformat(since))
