from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from django.utils import timezone

from commerce.models import VisitSalt
from stores.client_address import address_group

BYTES = 32


def salt_of_today() -> bytes:
    """The key of this UTC day, the same for all processes; the first to ask makes it. Nothing
    keeps it, and another day's is not to be had. In the platform's scope."""
    today = timezone.now().date()
    VisitSalt.objects.bulk_create(
        [VisitSalt(day=today, salt=secrets.token_bytes(BYTES))], ignore_conflicts=True
    )
    return bytes(VisitSalt.objects.get(day=today).salt)


def visitor(salt: bytes, *, store_id: int, address: str, user_agent: str) -> UUID:
    """Who it was, to nobody: the same at this store on this day, another at the next store and
    tomorrow. An IPv6 household has a network, and its browsers change addresses within it."""
    text = f"{store_id}\n{address_group(address)}\n{user_agent}"
    return UUID(bytes=hmac.new(salt, text.encode(errors="replace"), hashlib.sha256).digest()[:16])


def forget_salts() -> int:
    """Delete those of days that are over, and with them the way from a visitor to a hash."""
    return VisitSalt.objects.filter(day__lt=timezone.now().date()).delete()[0]
