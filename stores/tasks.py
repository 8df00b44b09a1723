"""Background work of every store and of the platform. A task's row belongs to the store that was
in scope when it was enqueued and runs there; each may run twice."""

from __future__ import annotations

from django_tasks import task
from wagtail.contrib.forms.models import FormSubmission

from stores.models import Invitation, NewsletterSubscriber

JOBS = "jobs"
"""The queue of work that can take minutes: a worker of its own keeps it from delaying mails."""


@task()
def send_invitation(invitation_public_id: str, note: str = "", attempt: int = 0) -> None:
    from stores.services.send_invitation import send_invitation as send

    invitation = Invitation.objects.filter(public_id=invitation_public_id).first()
    if invitation is not None:
        send(invitation=invitation, note=note, attempt=attempt)


@task()
def send_contact_message(message_id: int, attempt: int = 0) -> None:
    from stores.services.send_contact_message import send_contact_message as send

    message = FormSubmission.objects.filter(pk=message_id).first()
    if message is not None:
        send(message=message, attempt=attempt)


@task()
def send_newsletter_confirmation(subscriber_id: int, attempt: int = 0) -> None:
    from stores.services.newsletter.send_confirmation import send_confirmation as send

    subscriber = NewsletterSubscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is not None:
        send(subscriber=subscriber, attempt=attempt)


@task(priority=-10, queue_name=JOBS)
def run_job(job_public_id: str, language: str = "") -> None:
    """Behind what somebody waits for in their mail, where one worker does all."""
    from stores.services.run_job import run_job as run

    run(public_id=job_public_id, language=language)
