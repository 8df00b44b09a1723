from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stores.models import Store
from stores.scope import platform_scope

GOES = (Store.Status.DISABLED, Store.Status.CLOSING)


def mark_template(*, store: Store, is_template: bool) -> Store:
    """Offer ``store`` as what new stores can begin as a copy of, or no longer.

    Enters the platform's scope and locks the store's row. Raises ValidationError for a store that
    is disabled or closing. Twice is as once; stores that were copied stay as they are."""
    with platform_scope(), transaction.atomic():
        locked = Store.objects.select_for_update().get(pk=store.pk)
        if is_template and locked.status in GOES:
            raise ValidationError(
                _("%(name)s is %(status)s: only a store that stays can be a template.")
                % {"name": locked.name, "status": locked.get_status_display().lower()}
            )
        if locked.is_template != is_template:
            locked.is_template = is_template
            locked.save(update_fields=["is_template", "updated_at"])
        return locked
