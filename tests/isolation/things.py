"""What a guesser puts into addresses and forms: whatever names a thing of a store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib.auth.tokens import default_token_generator
from django.db import models

from catalog.models import FacetGroup, FacetValue, SearchSpelling, Variant
from commerce.admin.order_actions import ACTIONS as ORDER_ACTIONS
from commerce.models import Cart, Order, Payment
from platform_site.control.bulk.actions import ACTIONS as STORES_ACTIONS
from platform_site.control.views.people import ACTIONS as PERSON_ACTIONS
from stores.models import ContactFormPage, User
from stores.scope import platform_scope, store_scope
from stores.sign_in.reset_links import name_in_link
from tests.isolation.furnish import Side
from tests.isolation.rows import rows_of, store_models

if TYPE_CHECKING:
    from tests.isolation.crawl import Address

MODELS = [
    ("stores", "basepage"), ("stores", "contentpage"), ("stores", "image"), ("stores", "document"),
    ("stores", "tag"), ("stores", "user"), ("catalog", "product"), ("catalog", "collection"),
    ("commerce", "order"),
]  # fmt: skip
BULK_ACTIONS = ["delete", "move", "publish", "add_tags", "add_to_collection"]
SECRETS = ("token", "session_key", "key", "digest", "hash", "file_hash", "reference")
WORDS = {FacetGroup, FacetValue, SearchSpelling}
"""Their keys are words of the shop, folded."""
FOREIGN_FILES = ("images/none.png", "original_images/none.png", "documents/none.txt")


@dataclass
class Things:
    numbers: list[int]
    slug: str
    tokens: list[str]
    identifiers: list[str]
    variant: str
    files: list[str]
    uid: str
    reset_token: str
    form_page: int
    forbidden: list[str] = field(default_factory=list)
    """What must not come back, unless it was asked for."""

    @classmethod
    def of(cls, side: Side) -> Things:
        with store_scope(side.store):
            user = User.objects.order_by("pk").first()
            assert user is not None
            tokens = [*Order.objects.values_list("token", flat=True),
                      *Cart.objects.values_list("token", flat=True),
                      side.invitation]  # fmt: skip
            public = [
                str(value)
                for model in (Payment, Order, Variant)
                for value in model.objects.values_list("public_id", flat=True)
            ]
            harvest = harvested(side)
            return cls(
                numbers=[side.base + 1, side.base + 2],
                slug=f"{side.mark}slug",
                tokens=tokens,
                identifiers=list(dict.fromkeys([*public, *harvest["identifiers"]])),
                variant=public[-1],
                files=harvest["files"],
                uid=name_in_link(user),
                reset_token=default_token_generator.make_token(user),
                form_page=side.first(ContactFormPage).pk,
                forbidden=[side.secret, side.host, *tokens, *public, *harvest["secrets"]],
            )

    @classmethod
    def missing(cls, things: Things) -> Things:
        """The same, of nobody: an answer to another store's must not differ from these."""

        def like(value: str) -> str:
            digest = hashlib.sha256(value.encode()).hexdigest() * 4
            return "".join(
                new if old in "0123456789abcdef" else old
                for old, new in zip(value, digest, strict=False)
            )

        return cls(
            numbers=[number + 9000 for number in things.numbers],
            slug="no-such-slug",
            tokens=["n" * len(token) for token in things.tokens],
            identifiers=[like(value) for value in things.identifiers],
            variant=like(things.variant),
            files=[name.rpartition("/")[0] + "/none.png" for name in things.files],
            uid=name_in_link(User(pk=999_999_999)),
            reset_token="x-y",
            form_page=things.form_page + 9000,
        )

    def values(self, name: str, converter: str) -> list[str]:
        fixed = {
            "slug": [self.slug, f"{self.slug}-other"],
            "page_id": [str(number) for number in (*self.numbers, self.form_page)],
            "token": [*self.tokens[:2], self.tokens[-1]],
            "variant_id": [self.variant],
            "uidb64": [self.uid],
            "path": [quote(name) for name in self.files[:4]],
            "filter_spec": ["original"],
            "action_name": ["approve", "delete"],
            "action": BULK_ACTIONS,
            "provider": ["manual", "test"],
            "kind": ["payment", "shipping"],
            "code": ["manual", "flat"],
            "generation": ["1"],
            "revision_id_b": ["live"],
        }
        if name == "action" and converter == "SlugConverter":
            return [*ORDER_ACTIONS, *PERSON_ACTIONS, *STORES_ACTIONS]
        if name in fixed:
            return fixed[name]
        if converter == "UUIDConverter":
            return self.identifiers
        return [str(number) for number in self.numbers]

    def fill(self, address: Address) -> Iterator[str]:
        names = [name for name, _converter in address.parameters]
        app = next((name for name in names if name.endswith(("app_label", "app_name"))), None)
        model = next((name for name in names if name.endswith("model_name")), None)
        pairs = MODELS if app else [("", "")]
        others = [entry for entry in address.parameters if entry[0] not in (app, model)]
        choices = [self.values(name, converter) for name, converter in others]
        for combination in aligned(choices):
            filled = {name: value for (name, _c), value in zip(others, combination, strict=True)}
            for app_label, model_name in pairs:
                yield "/" + address.template % {**filled, app: app_label, model: model_name}


def harvested(side: Side) -> dict[str, list[str]]:
    """From every table of the store: its files, its UUIDs (one of each column, to be asked for)
    and all that is unguessable, to be looked for. What others have too is nobody's secret."""
    found: dict[str, list[str]] = {"identifiers": [], "files": [], "secrets": []}
    for model in store_models():
        for column in model._meta.concrete_fields:
            if is_unguessable(column):
                values = texts_of(model, column, side)
                found["secrets"] += values - others(model, column, side)
                if isinstance(column, models.UUIDField):
                    found["identifiers"] += sorted(values)[:1]
            elif isinstance(column, models.FileField):
                found["files"] += sorted(texts_of(model, column, side))
                found["secrets"] += [name.rpartition("/")[2] for name in found["files"]]
    pictures_first = sorted(found["files"], key=lambda name: name.startswith("documents/"))
    return {**found, "files": pictures_first[:2] + pictures_first[-2:]}


def is_unguessable(column: models.Field) -> bool:
    named = column.name.endswith(SECRETS) and isinstance(column, models.CharField)
    return isinstance(column, models.UUIDField) or (named and column.model not in WORDS)


def texts_of(model: type[models.Model], column: models.Field, side: Side) -> set[str]:
    values = rows_of(model, side).values_list(column.attname, flat=True)
    return {str(value) for value in values if value and len(str(value)) >= 8}


def others(model: type[models.Model], column: models.Field, side: Side) -> set[str]:
    mine = texts_of(model, column, side)
    with platform_scope():
        rows = models.QuerySet(model=model).filter(**{f"{column.attname}__in": mine})
        keys = list(rows.values_list("pk", column.attname))
    own = set(rows_of(model, side).values_list("pk", flat=True))
    return {str(value) for key, value in keys if key not in own}


def aligned(choices: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """The first of each with the first, the second with the second, and so on."""
    for n in range(max((len(values) for values in choices), default=1)):
        yield tuple(values[min(n, len(values) - 1)] for values in choices)


def queries(side: Side, things: Things) -> list[dict[str, Any]]:
    return [
        {},
        {"q": side.word, "search_query": side.word, "term": side.word, "s": side.word,
         "variant": things.variant},
        {"id": [str(n) for n in things.numbers], "collection_id": things.numbers[0],
         "parent_page_id": things.numbers[0], "object_id": things.numbers[0],
         "tag": side.word, "export": "csv", "user": things.numbers[0],
         "selected-submissions": things.numbers[0], "site": things.numbers[0]},
        {"id": things.numbers[0], "childOf": things.numbers[0], "child_of": things.numbers[0],
         "descendant_of": things.numbers[0], "p": "1", "export": "xlsx"},
    ]  # fmt: skip


def bodies(things: Things) -> list[dict[str, Any]]:
    first, second = things.numbers
    return [
        {},
        {
            "title": "Taken", "name": "Taken", "slug": "taken", "subject": "x", "comment": "x",
            "id": [str(first), str(second)], "ids": f"{first},{second}", "confirm": "yes",
            "chooser": first, "new_parent_page": first, "new_title": "x", "new_slug": "taken-2",
            "collection": first, "image": first, "category": first, "parent": first,
            "position": "0", "quantity": "1", "variant": things.variant,
            "status": "canceled", "site": first, "redirect_page": first, "old_path": "/taken",
            "selected-submissions": [str(first), str(second)], "token": things.tokens[0],
            "action-publish": "1", "email": "taken@example.org", "restriction_type": "none",
            "password": "x", "new_password1": "Jk3lsd0-xx", "new_password2": "Jk3lsd0-xx",
            "q": "x", "tags": "x", "on_hand": "0", "next_url": "/admin/", "user": first,
            "role": "Owner", "group": "1", "store": first, "store_id": first,
        },
        {},
    ]  # fmt: skip
