"""Two stores, each with at least one row in every table a store can have rows in.

Each text of a store carries words that nothing else has, so that a leak is one search in a
response. All primary keys of the second store begin behind a base that is the same in every
table, so that one number in an address names something of it whatever the address is about.

What is not made by hand is made from the models' own fields, so that a table added next year
is filled, attacked and compared without anybody thinking of this file."""

from __future__ import annotations

import datetime
import uuid
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection, models
from django.utils import timezone
from wagtail.models import Collection, Comment, GroupApprovalTask, Workflow, WorkflowTask

from catalog.models import Product
from stores.isolation.policies import GIVEN_BY_PLATFORM
from stores.isolation.registry import Kind, rule_for, store_tables
from stores.models import BasePage, ContentPage, Document, Image, Membership, Store, Tag, User
from stores.roles import Role
from stores.scope import platform_scope, store_scope
from stores.services.provision_store import provision_store
from stores.sessions import SessionStore
from tests.conftest import PASSWORD
from tests.factories import make_category, make_image, make_product


@dataclass(frozen=True)
class Side:
    """A store and how to recognise it."""

    store: Store
    mark: str
    base: int
    """Its first row in each table has the number after this one."""

    @property
    def host(self) -> str:
        return f"{self.store.slug}.localhost"

    @property
    def secret(self) -> str:
        """In every text of the store, and in nothing else."""
        return f"{self.mark}secret"

    @property
    def word(self) -> str:
        """Also in every text: something to search for that is not the secret itself."""
        return f"{self.mark}word"

    @property
    def text(self) -> str:
        return f"{self.word} {self.secret}"

    def owner(self) -> User:
        return User.objects.get(email=f"owner@{self.secret}.example")

    def first(self, model: type[models.Model], **conditions: Any) -> Any:
        with store_scope(self.store):
            return model._default_manager.filter(**conditions).order_by("pk").first()


@dataclass(frozen=True)
class Two:
    mine: Side
    theirs: Side

    def staff(self, role: str) -> User:
        """Somebody who holds a role in the first store, and nothing elsewhere."""
        email = f"{role.lower()}@{self.mine.secret}.example"
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, PASSWORD, first_name=role)
            Membership.objects.create(
                store=self.mine.store, user=user, group=Group.objects.get(name=role)
            )
        return user


def furnish_two() -> Two:
    with platform_scope():
        make_workflow()
        mine = furnish("attacker")
        return Two(mine=mine, theirs=furnish("victim"))


def furnish(mark: str) -> Side:
    base = advance_sequences()
    mark = f"zq{mark}"
    store = provision_store(
        name=f"{mark}word {mark}secret",
        slug=f"{mark}slug",
        owner_email=f"owner@{mark}secret.example",
        owner_password=PASSWORD,
    )
    side = Side(store, mark, base)
    Store.all_objects.filter(pk=store.pk).update(
        tagline=side.text, announcement=side.text, contact_address=side.text
    )
    owner = User.objects.get(email=store.contact_email)
    User.objects.filter(pk=owner.pk).update(first_name=side.word, last_name=side.secret)
    with store_scope(store):
        furnish_media(side, owner)
        furnish_catalogue(side, owner)
        furnish_pages(side, owner)
        furnish_rest(side, owner)
    return side


def advance_sequences() -> int:
    """Every sequence goes on behind the same round number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences"
            " WHERE schemaname = current_schema()"
        )
        sequences = cursor.fetchall()
        base = (max(last for _name, last in sequences) // 10_000 + 1) * 10_000
        for name, _last in sequences:
            cursor.execute("SELECT setval(%s, %s)", [f'"{name}"', base])
    return base


def make_workflow() -> Workflow:
    """A definition of the platform, which every store's editors can use."""
    workflow = Workflow.objects.filter(name="Approval").first()
    if workflow is None:
        workflow = Workflow.objects.create(name="Approval")
        task = GroupApprovalTask.objects.create(name="Owner approves")
        task.groups.add(Group.objects.get(name=Role.OWNER))
        WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow


def furnish_media(side: Side, owner: User) -> None:
    with platform_scope(on_behalf_of=side.store):  # The root collection is the platform's.
        Collection.objects.get(depth=1).add_child(name=side.text)
    image = make_image(side.store, side.text)
    Image.objects.filter(pk=image.pk).update(description=side.text, uploaded_by_user=owner)
    image.tags.add(f"{side.word} {side.secret} tag")
    image.get_rendition("fill-20x20")
    document = Document.objects.create(
        title=side.text,
        file=ContentFile(side.text.encode(), name=f"{side.secret}.txt"),
        uploaded_by_user=owner,
    )
    document.tags.add(Tag.objects.get(name__startswith=side.word))


def furnish_catalogue(side: Side, owner: User) -> None:
    parent = make_category(side.store, side.text, slug=f"{side.mark}slug-parent")
    child = make_category(side.store, f"{side.text} child", slug=f"{side.mark}slug", parent=parent)
    product = make_product(
        side.store,
        side.text,
        slug=f"{side.mark}slug",
        options=[side.text],
        variants=[{"sku": f"{side.secret}-1", "option1": side.text}],
        categories=[child],
        image=True,
        short_description=side.text,
        description=f"<p>{side.text}</p>",
    )
    product.name = f"{side.text} draft"
    product.save_revision(user=owner, log_action=True)
    other = make_product(side.store, f"{side.text} other", slug=f"{side.mark}slug-other")
    other.save_revision(user=owner, log_action=True)
    Workflow.objects.get(name="Approval").start(Product.objects.get(pk=other.pk), owner)


def furnish_pages(side: Side, owner: User) -> None:
    for page in ContentPage.objects.all():
        page.title = f"{page.title} {side.text}"
        page.introduction = page.search_description = side.text
        revision = page.save_revision(user=owner, log_action=True)
        revision.publish(user=owner)
    page = ContentPage.objects.order_by("pk").first()
    page.wagtail_admin_comments.add(Comment(user=owner, text=side.text, contentpath="introduction"))
    page.introduction = f"{side.text} draft"
    page.save_revision(user=owner, log_action=True)
    Workflow.objects.get(name="Approval").start(ContentPage.objects.get(pk=page.pk), owner)
    BasePage.objects.get(pk=page.pk).create_alias(
        update_slug=f"{side.mark}slug-alias", user=owner, parent=page.get_parent()
    )


def furnish_rest(side: Side, owner: User) -> None:
    """A row of every store's table that has none yet, parents before children."""
    session = SessionStore()
    session["note"] = side.text
    session.create()
    waiting = [model for model in store_models() if is_empty(model, side)]
    while waiting:
        left = [model for model in waiting if not make_row(model, side, owner)]
        assert len(left) < len(waiting), f"No row of {left} could be made"
        waiting = left


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
    if isinstance(field, models.CharField):
        is_short = (field.max_length or 999) < len(side.text)
        return "EUR" if is_short else f"{side.text} {field.name}"[: field.max_length]
    if isinstance(field, models.TextField):
        return side.text
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.DateTimeField):
        return timezone.now() + datetime.timedelta(days=1)
    if isinstance(field, models.DecimalField):
        return Decimal(1)
    if isinstance(field, models.IntegerField | models.FloatField):
        return 1
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.JSONField):
        return {"note": side.text}
    return None
