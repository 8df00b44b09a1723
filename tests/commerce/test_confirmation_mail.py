"""The confirmation reaches the shopper once, whatever the mail server does."""

from __future__ import annotations

import smtplib
import time

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django_tasks_db.models import DBTaskResult

from commerce.models import Order
from commerce.services import send_confirmation as module
from commerce.services.send_confirmation import RETRIES, send_confirmation
from commerce.tasks import send_order_confirmation
from stores.scope import store_scope
from tests.commerce.orders import make_order
from tests.commerce.shop import at_once
from tests.factories import make_product

BROKEN = f"{__name__}.BrokenServer"
SLOW = f"{__name__}.SlowServer"


class BrokenServer(EmailBackend):
    def send_messages(self, messages: list) -> int:
        raise smtplib.SMTPServerDisconnected("gone away")


class SlowServer(EmailBackend):
    def send_messages(self, messages: list) -> int:
        time.sleep(0.3)
        return super().send_messages(messages)


def kinds(order: Order) -> list[str]:
    return [event.kind for event in order.events.all() if event.kind != "placed"]


@pytest.fixture
def order(store):
    order = make_order(store, make_product(store).variants.get())
    with store_scope(store):
        yield order


@pytest.mark.django_db
def test_a_mail_that_could_not_be_sent_is_tried_again(order, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, BROKEN

    send_confirmation(order=order)

    again = DBTaskResult.objects.get()
    assert again.args_kwargs["args"] == [str(order.public_id), 1]
    assert again.run_after is not None
    assert kinds(order) == []
    settings.EMAIL_BACKEND = works
    for _twice in range(2):
        send_order_confirmation.call(*again.args_kwargs["args"])
    assert len(mail.outbox) == 1
    assert kinds(order) == ["mail_sent"]


@pytest.mark.django_db
def test_the_last_failure_is_written_where_staff_sees_it(order, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    settings.EMAIL_BACKEND = BROKEN

    send_confirmation(order=order, attempt=RETRIES)

    assert not DBTaskResult.objects.exists()
    note = order.events.get(kind="note")
    assert "gone away" in note.data["text"]
    assert note.data["problem"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail(store, settings):
    settings.EMAIL_BACKEND = SLOW
    order = make_order(store, make_product(store).variants.get())
    with store_scope(store):
        results = at_once(store, *[lambda: module.send_confirmation(order=order)] * 2)
        assert results == [None, None]
        assert len(mail.outbox) == 1
        assert kinds(order) == ["mail_sent"]
