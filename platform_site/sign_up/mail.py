from __future__ import annotations

import logging
from datetime import timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from stores.models import SignUp, Store, User
from stores.models.invitation import digest, new_token
from stores.models.store import public_url
from stores.scope import PLATFORM_ID
from stores.text import one_line

logger = logging.getLogger(__name__)

RETRIES = 6
FIRST_RETRY = timedelta(minutes=2)


def send_link(*, sign_up: SignUp, attempt: int = 0) -> None:
    """Mail the link that proves the address, in the language of the store to be. The token is
    made here, and only its digest is kept: so each mail brings a new link and ends the one
    before. Locks the sign-up while it sends. A mail server that cannot be reached or refuses is
    tried again later."""
    try:
        with transaction.atomic():
            locked = SignUp.objects.select_for_update().get(pk=sign_up.pk)
            token = new_token()
            locked.token_digest = digest(token)
            locked.save(update_fields=["token_digest"])
            with translation.override(locked.language), timezone.override(locked.time_zone):
                link_mail(locked, token).send()
    except OSError:  # Refusals (SMTPException) are OSErrors as well.
        logger.warning("Sign-up %s could not be sent.", sign_up.public_id, exc_info=True)
        try_later(sign_up, attempt)


def try_later(sign_up: SignUp, attempt: int) -> None:
    from platform_site.sign_up.tasks import send_sign_up

    if attempt < RETRIES and send_sign_up.get_backend().supports_defer:
        when = timezone.now() + FIRST_RETRY * 2**attempt
        send_sign_up.using(run_after=when).enqueue(str(sign_up.public_id), attempt + 1)


def link_mail(sign_up: SignUp, token: str) -> EmailMultiAlternatives:
    platform = Store.all_objects.get(pk=PLATFORM_ID)
    path = reverse("sign_up:link", urlconf=settings.CONTROL_URLCONF, args=[token])
    context = {
        "platform": platform,
        "sign_up": sign_up,
        "has_account": User.objects.with_address(sign_up.email).exists(),
        "host": f"{sign_up.slug}.{settings.PLATFORM_DOMAIN}",
        "url": public_url(settings.CONTROL_HOST, path),
    }
    mail = EmailMultiAlternatives(
        subject=_("Open your shop %(name)s") % {"name": one_line(sign_up.name)},
        body=render_to_string("platform_site/sign_up/mail.txt", context).strip() + "\n",
        from_email=formataddr((one_line(platform.name), settings.DEFAULT_FROM_EMAIL)),
        to=[sign_up.email],
    )
    mail.attach_alternative(
        render_to_string("platform_site/sign_up/mail.html", context), "text/html"
    )
    return mail
