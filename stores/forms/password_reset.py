from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from stores.mail import sender
from stores.models import Store


class PasswordResetForm(WagtailPasswordResetForm):
    """Wagtail's form. Its mail comes from the store, and leads to the store's public address
    whatever port the request came in by."""

    def save(self, *args: Any, request: Any, **kwargs: Any) -> None:
        store: Store = request.store
        public = urlsplit(store.absolute_url())
        kwargs |= {
            "domain_override": public.netloc,
            "use_https": public.scheme == "https",
            "from_email": sender(store),
            "extra_email_context": {"store": store},
        }
        super().save(*args, request=request, **kwargs)
