"""The secret by which a provider's calls to one store are known: every store has its own, so that
a call for one is worthless at another."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from commerce.models import PaymentMethod

SECRET, SINCE = "signing_secret", "signing_secret_since"


def new_signing_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


def set_signing_secret(method: PaymentMethod, secret: str = "") -> None:
    """On the object: the caller saves it. Without ``secret`` a new one is made."""
    method.credentials = credentials_of(method) | {  # type: ignore[assignment]
        SECRET: secret or new_signing_secret(),
        SINCE: timezone.now().isoformat(),
    }


def credentials_of(method: PaymentMethod) -> dict[str, str]:
    """Plain JSON values, which the field's type does not tell."""
    return method.credentials  # type: ignore[return-value]


def signing_secret_of(*, store_id: int, provider: str) -> str:
    """Empty for a store that does not have the provider. Made now for a method from before there
    were any; locks the method's row then, so that two calls at once agree."""
    methods = PaymentMethod.objects.filter(store_id=store_id, provider=provider)
    method = methods.first()
    if method is None:
        return ""
    if not credentials_of(method).get(SECRET):
        with transaction.atomic():
            method = methods.select_for_update().get()
            if not credentials_of(method).get(SECRET):
                set_signing_secret(method)
                method.save(update_fields=["credentials"])
    return credentials_of(method)[SECRET]


def set_since(method: PaymentMethod) -> datetime | None:
    return parse_datetime(credentials_of(method).get(SINCE, ""))
