from __future__ import annotations

from typing import Any

from django.db import models


class FactsField(models.JSONField):
    """Facts by name, as a dict, in the order they were written.

    PostgreSQL's jsonb (here and in revisions) sorts the keys of an object, so what is kept is a
    list of ``[name, value]`` pairs."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return self.to_python(super().from_db_value(value, expression, connection))  # type: ignore[misc]

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(p, list) and len(p) == 2 for p in value):
            return {str(name): fact for name, fact in value}
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(as_pairs(value), connection, prepared)

    def value_to_string(self, obj: models.Model) -> Any:
        """What a revision keeps."""
        return as_pairs(self.value_from_object(obj))


def as_pairs(value: Any) -> Any:
    if isinstance(value, dict):
        return [[name, fact] for name, fact in value.items()]
    return value
