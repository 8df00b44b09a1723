from __future__ import annotations

from email.utils import formataddr

from django.conf import settings

from stores.models import Store
from stores.text import one_line


def sender(store: Store) -> str:
    """The store's name at the platform's address, for ``from_email``."""
    return formataddr((one_line(store.name), settings.DEFAULT_FROM_EMAIL))
