from __future__ import annotations

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.contrib.forms.models import FormSubmission

from stores.mail import sender
from stores.models import ContactFormPage, Store
from stores.text import one_line

logger = logging.getLogger(__name__)

RETRIES = 6
FIRST_RETRY = timedelta(minutes=2)


def send_contact_message(*, message: FormSubmission, attempt: int = 0) -> None:
    """Mail a visitor's message to the store's contact address, from the store; an answer goes to
    the visitor. Twice sends two mails. A mail server that cannot be reached or refuses is tried
    again later; the message is kept with its form in any case."""
    page = ContactFormPage.objects.get(pk=message.page_id)
    store = page.store
    if not store.contact_email:
        return
    try:
        with translation.override(store.language), timezone.override(store.time_zone):
            contact_mail(store, page, message).send()
    except OSError:  # Refusals (SMTPException) are OSErrors as well.
        logger.warning("Message %s could not be mailed.", message.pk, exc_info=True)
        _try_later(message, attempt)


def _try_later(message: FormSubmission, attempt: int) -> None:
    from stores.tasks import send_contact_message as job

    if attempt < RETRIES and job.get_backend().supports_defer:
        when = timezone.now() + FIRST_RETRY * 2**attempt
        job.using(run_after=when).enqueue(message.pk, attempt + 1)


def contact_mail(store: Store, page: ContactFormPage, message: FormSubmission) -> EmailMessage:
    context = {
        "page": page,
        "answers": answers_of(page, message),
        "url": store.absolute_url(reverse("wagtailforms:list_submissions", args=[page.pk])),
    }
    answers_to = visitors_address(page, message)
    return EmailMessage(
        subject=_("Message by “%(form)s”") % {"form": one_line(page.title)},
        body=render_to_string("stores/mail/contact_message.txt", context).strip() + "\n",
        from_email=sender(store),
        to=[store.contact_email],
        reply_to=[answers_to] if answers_to else None,
    )


def answers_of(page: ContactFormPage, message: FormSubmission) -> list[tuple[str, str]]:
    """Each field's label with what was sent, in the order of the form."""
    found = []
    for field in page.get_form_fields():
        value = message.form_data.get(field.clean_name)
        if isinstance(value, bool):
            value = _("yes") if value else _("no")
        text = ", ".join(value) if isinstance(value, list) else str(value or "")
        found.append((field.label, text))
    return found


def visitors_address(page: ContactFormPage, message: FormSubmission) -> str:
    """What the first e-mail field holds; empty if it is none, so that no header is spoilt."""
    field = page.get_form_fields().filter(field_type="email").first()
    address = str(message.form_data.get(field.clean_name) or "") if field else ""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if address.isprintable() else ""
