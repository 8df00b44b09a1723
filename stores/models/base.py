from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.expressions import Func

from stores.scope import owner_id


class SessionStore(Func):
    """The database default of ``store``: the owner that the session's scope names."""

    template = "NULLIF(current_setting('galleria.store', true), '')::bigint"
    allowed_default = True

    def __init__(self) -> None:
        super().__init__(output_field=models.BigIntegerField())


class StoreForeignKey(models.ForeignKey):
    """The owner of a row. Filled from the scope in Python, so that validation sees it too;
    the database default covers raw inserts and bulk copies."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["to"] = "stores.Store"
        kwargs["on_delete"] = models.PROTECT
        kwargs["default"] = owner_id
        kwargs["db_default"] = SessionStore()
        kwargs["editable"] = False
        kwargs["db_index"] = False  # IsolateModel makes it.
        kwargs.setdefault("related_name", "+")
        super().__init__(**kwargs)
        self.wagtail_reference_index_ignore = True

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for known in ("on_delete", "default", "db_default", "editable", "db_index"):
            kwargs.pop(known, None)
        kwargs.pop("to", None)
        return name, path, args, kwargs


class StoreOwned(models.Model):
    """A row of one store. Its migration carries ``IsolateModel``, its class ``@isolate()``."""

    store = StoreForeignKey()
    store_id: int

    class Meta:
        abstract = True

    # Forms leave out fields that they do not show, and with ``store`` left out Django skips each
    # constraint it is part of; a taken slug would end in an IntegrityError instead of a message.

    def validate_constraints(self, exclude: Iterable[str] | None = None) -> None:
        super().validate_constraints(exclude=without_store(exclude))

    def _get_unique_checks(self, exclude: Iterable[str] | None = None, **kwargs: Any) -> Any:
        return super()._get_unique_checks(exclude=without_store(exclude), **kwargs)  # type: ignore[misc]


def without_store(exclude: Iterable[str] | None) -> set[str]:
    return set(exclude or ()) - {"store"}
