"""What ``manage.py check --deploy`` says of a server on the internet, beside Django's checks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register

BACKENDS_THAT_SEND_NOTHING = {
    f"django.core.mail.backends.{name}.EmailBackend"
    for name in ("console", "dummy", "filebased", "locmem")
}


@register(Tags.security, deploy=True)
def check_deployment(app_configs: Any, **kwargs: Any) -> list[Warning]:
    found = []
    if settings.DEBUG:
        found.append(warn(1, "DEBUG shows code and settings to every visitor.", "Unset DEBUG."))
    if settings.PLATFORM_DOMAIN == "localhost":
        hint = "Set PLATFORM_DOMAIN to the domain below which stores are to live."
        found.append(warn(2, "Stores live below localhost, where nobody reaches them.", hint))
    if settings.EMAIL_BACKEND in BACKENDS_THAT_SEND_NOTHING:
        hint = "Set EMAIL_HOST, or EMAIL_BACKEND if a service of yours sends them."
        found.append(warn(3, "Mails reach nobody.", hint))
    if settings.PUBLIC_SCHEME != "https":
        hint = "Set PUBLIC_SCHEME=https behind a proxy that holds the certificates."
        found.append(warn(4, "Sign-ins and addresses travel in the open.", hint))
    return found


def warn(number: int, message: str, hint: str) -> Warning:
    return Warning(message, hint=hint, id=f"galleria.W{number:03d}")
