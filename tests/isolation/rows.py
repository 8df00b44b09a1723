"""A row of any table, made from its model's own fields."""

from __future__ import annotations

import datetime
import uuid
from contextlib import nullcontext
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone

from catalog.models import Product
from stores.isolation.policies import GIVEN_BY_PLATFORM
from stores.isolation.registry import Kind, rule_for, store_tables
from stores.models import Store, User
from stores.models.look import colour_validator
from stores.scope import platform_scope

if TYPE_CHECKING:
    from tests.isolation.furnish import Side


def is_empty(model: type[models.Model], side: Side) -> bool:
    """Whether it has no row of this store (the platform's own roots can be seen, too)."""
    rule = rule_for(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT count(*) FROM "{rule.table}" WHERE "{rule.column}" = %s', [side.store.pk]
        )
        return cursor.fetchone() == (0,)


def store_models() -> list[type[models.Model]]:
    tables = {rule.table for rule in store_tables()}
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in tables
    ]


def rows_of(model: type[models.Model], side: Side) -> models.QuerySet:
    """The store's own rows, in its scope: without the platform's, which trees show to all."""
    rows = models.QuerySet(model=model)
    if rule_for(model._meta.db_table).kind is Kind.TREE:
        rows = rows.filter(pk__gt=side.base)
    return rows


def make_row(model: type[models.Model], side: Side, owner: User) -> bool:
    """Whether it could be made: False while a table it refers to is empty."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.attname == "store_id" or (field.primary_key and not field.remote_field):
            continue
        if isinstance(field, models.ForeignKey):
            target = referred(field, owner, side)
            if target is None and not field.null:
                return False
            values[field.attname] = target
        elif not field.has_default() or isinstance(field, models.CharField | models.TextField):
            values[field.attname] = value_for(field, side)
    add_generic_target(model, values, side)
    row = model(**values)
    given = model._meta.db_table in GIVEN_BY_PLATFORM
    with platform_scope(on_behalf_of=side.store) if given else nullcontext():
        # Past save(), which may mean to do more than make a row; raw keeps auto_now out, too.
        row.save_base(raw=False, force_insert=True)
    return True


def referred(field: models.ForeignKey, owner: User, side: Side) -> Any:
    target = field.remote_field.model
    if target is User:
        return owner.pk
    if target is Store:
        return side.store.pk
    if target is ContentType:
        return ContentType.objects.get_for_model(Product).pk
    rows = rows_of(target, side).order_by("pk")
    key = field.target_field.attname
    taken = field.model._base_manager.values_list(field.attname, flat=True) if field.unique else []
    return rows.exclude(**{f"{key}__in": list(taken)}).values_list(key, flat=True).first()


def add_generic_target(model: type[models.Model], values: dict[str, Any], side: Side) -> None:
    """Rows that name another by type and number name the store's first product."""
    has_key = any(isinstance(field, GenericForeignKey) for field in model._meta.private_fields)
    names = {field.name for field in model._meta.fields}
    if "object_id" in names and (has_key or "content_type" in names):
        values["object_id"] = str(Product.objects.order_by("pk").values_list("pk", flat=True)[0])


def value_for(field: models.Field, side: Side) -> Any:
    """Something valid; texts carry the store's words."""
    if field.choices:
        return next(value for value, _label in field.flatchoices)
    if field.null and not isinstance(field, models.CharField | models.TextField):
        return None
    if isinstance(field, models.EmailField):
        return f"{side.word}@{side.secret}.example"
    if isinstance(field, models.SlugField):
        return f"{side.mark}slug"[: field.max_length]
    if isinstance(field, models.FileField):
        return f"{side.secret}.txt"
    if colour_validator in field.validators:
        return "#1f4d40"
    if field.name.endswith("token"):  # A part of an address.
        return f"{side.secret}-{field.name}"[: field.max_length]
    if isinstance(field, models.CharField):
        is_short = (field.max_length or 999) < len(side.text)
        return "EUR" if is_short else f"{side.text} {field.name}"[: field.max_length]
    if isinstance(field, models.TextField):
        return side.text
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.DateTimeField):
        return timezone.now() + datetime.timedelta(days=1)
    if isinstance(field, models.DateField):
        return timezone.now().date()
    if isinstance(field, models.DecimalField):
        return Decimal(1)
    if isinstance(field, models.IntegerField | models.FloatField):
        return 1
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.JSONField):
        return {"note": side.text}
    return None
