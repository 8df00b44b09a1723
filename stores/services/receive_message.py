from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.contrib.forms.models import FormSubmission

from stores.models import ContactFormPage


def receive_message(*, page: ContactFormPage, answers: dict[str, Any]) -> FormSubmission:
    """Keep what a visitor sent by a contact form, and have it mailed to the store's contact
    address by a background task. ``answers`` are cleaned. Twice keeps and mails two messages."""
    from stores.tasks import send_contact_message

    with transaction.atomic():
        message = FormSubmission.objects.create(page=page, form_data=answers)
        transaction.on_commit(lambda: send_contact_message.enqueue(message.pk))
    return message
