"""People who left a store, or never were in it, are hidden from its database session; what they
made is not. A foreign key to somebody hidden reads as None, like one to somebody deleted (or, of
a comment, which must have its author, as a person without an address), where Django would raise
DoesNotExist and a page of the admin break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.utils.translation import gettext as _

from stores.models import Membership, User


class Person(ForwardManyToOneDescriptor):
    def get_object(self, instance: models.Model) -> Any:
        people = self.get_queryset(instance=instance)
        found = people.filter(self.field.get_reverse_related_filter(instance)).first()
        if found is None and not self.field.null:
            return User(pk=getattr(instance, self.field.attname), first_name=_("Former member"))
        return found


def person_fields(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.model is User:
            yield field


def prepare_for_absent_people() -> None:
    """For the models of Wagtail too: called once, when all are loaded."""
    for model in apps.get_models():
        if model is Membership:
            continue
        for field in person_fields(model):
            setattr(model, field.name, Person(field))
