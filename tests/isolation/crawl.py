"""Every address of the site, found by walking its resolvers, with another store's things in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.utils import Error
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.regex_helper import normalize

from catalog.models import Variant
from commerce.models import Cart, Order, Payment
from stores.models import Document, Image, Rendition, User
from stores.scope import store_scope
from tests.isolation.furnish import Side, Two

URLCONFS = ("platform_site.urls", "platform_site.urls_control")
SIGNS_OUT = ("admin/logout/",)
MODELS = [
    ("stores", "basepage"), ("stores", "contentpage"), ("stores", "image"), ("stores", "document"),
    ("stores", "tag"), ("stores", "user"), ("catalog", "product"), ("commerce", "order"),
]  # fmt: skip
BULK_ACTIONS = ["delete", "move", "publish", "add_tags", "add_to_collection"]

# Wagtail's own views that fail on a form which no page of it sends. They show and change nothing,
# which is looked at like everywhere else.
FAULTS_OF_WAGTAIL = re.compile(
    r"POST /admin/(choose-external-link|snippets/choose/\w+/\w+/create)/"
)


@dataclass(frozen=True)
class Address:
    """A pattern such as ``admin/images/%(image_id)s/``; its parameters with their converters."""

    template: str
    parameters: tuple[tuple[str, str], ...]


def addresses() -> list[Address]:
    """All patterns of both URLconfs, named or not; what a package adds is among them."""
    found: dict[str, Address] = {}
    for urlconf in URLCONFS:
        for expression, converters in walk(get_resolver(urlconf)):
            for template, names in normalize(expression):
                parameters = tuple((name, converters.get(name, "")) for name in names)
                found.setdefault(template, Address(template, parameters))
    return [address for address in found.values() if address.template not in SIGNS_OUT]


def walk(
    resolver: URLResolver, prefix: str = "", converters: dict[str, str] | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    for entry in resolver.url_patterns:
        expression = prefix + entry.pattern.regex.pattern.removeprefix("^").replace(r"\A", "")
        known = {
            **(converters or {}),
            **{name: type(c).__name__ for name, c in entry.pattern.converters.items()},
        }
        if isinstance(entry, URLPattern):
            yield expression.removesuffix(r"\Z"), known
        else:
            yield from walk(entry, expression, known)


@dataclass
class Things:
    """What a guesser would put into addresses and forms, and what must not come back."""

    numbers: list[int]
    slug: str
    tokens: list[str]
    identifiers: list[str]
    files: list[str]
    uid: str
    reset_token: str
    forbidden: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, side: Side) -> Things:
        with store_scope(side.store):
            user = User.objects.order_by("pk").first()
            assert user is not None
            tokens = [*Order.objects.values_list("token", flat=True),
                      *Cart.objects.values_list("token", flat=True)]  # fmt: skip
            identifiers = [
                str(value)
                for model in (Payment, Variant, Order)
                for value in model.objects.values_list("public_id", flat=True)
            ]
            files = [
                name
                for model in (Image, Rendition, Document)
                for name in model.objects.order_by("pk").values_list("file", flat=True)
            ]
            return cls(
                numbers=[side.base + 1, side.base + 2],
                slug=f"{side.mark}slug",
                tokens=tokens,
                identifiers=identifiers,
                files=files,
                uid=urlsafe_base64_encode(force_bytes(user.pk)),
                reset_token=default_token_generator.make_token(user),
                forbidden=[side.secret, *tokens, *identifiers],
            )

    @classmethod
    def missing(cls, base: int) -> Things:
        """The same, of nobody: an answer to another store's must not differ from these."""
        uuid = "01890000-0000-7000-8000-00000000dead"
        return cls([base + 9001, base + 9002], "no-such-slug", ["n" * 32], [uuid],
                   ["images/none.png"], urlsafe_base64_encode(b"999999999"), "x-y")  # fmt: skip

    def values(self, name: str, converter: str) -> list[str]:
        fixed = {
            "slug": [self.slug, f"{self.slug}-other"],
            "token": self.tokens[:2],
            "variant_id": self.identifiers[-1:],
            "uidb64": [self.uid],
            "path": [quote(name) for name in self.files[:3]],
            "filter_spec": ["original"],
            "action_name": ["approve", "delete"],
            "action": BULK_ACTIONS,
            "provider": ["manual", "test"],
            "generation": ["1"],
            "revision_id_b": ["live"],
        }
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


def aligned(choices: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """The first of each with the first, the second with the second, and so on."""
    for n in range(max((len(values) for values in choices), default=1)):
        yield tuple(values[min(n, len(values) - 1)] for values in choices)


def queries(side: Side, things: Things) -> list[dict[str, Any]]:
    return [
        {},
        {"q": side.word, "search_query": side.word, "term": side.word, "s": side.word},
        {"id": [str(n) for n in things.numbers], "collection_id": things.numbers[0],
         "parent_page_id": things.numbers[0], "object_id": things.numbers[0],
         "variant": things.identifiers[-1], "tag": side.word, "export": "csv"},
        {"id": things.numbers[0], "childOf": things.numbers[0], "child_of": things.numbers[0],
         "descendant_of": things.numbers[0], "p": "1"},
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
            "position": "0", "quantity": "1", "variant": things.identifiers[-1],
            "status": "canceled",
            "action-publish": "1", "email": "taken@example.org", "restriction_type": "none",
            "password": "x", "new_password1": "Jk3lsd0-xx", "new_password2": "Jk3lsd0-xx",
            "q": "x", "tags": "x", "on_hand": "0", "next_url": "/admin/", "site": "1",
        },
        {},
    ]  # fmt: skip


@dataclass
class Crawler:
    """Sends requests as one person and keeps what was wrong with the answers."""

    two: Two
    client: Client
    thorough: bool = True
    """Several queries and forms an address, not one."""
    problems: list[str] = field(default_factory=list)
    requests: int = 0
    opened: int = 0

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False
        self.things = Things.of(self.two.theirs)
        self.nothing = Things.missing(self.two.theirs.base)

    def send(self, method: str, path: str, data: dict[str, Any] | None = None) -> HttpResponseBase:
        self.requests += 1
        label = f"{method} {path} {data or ''}"
        try:
            with transaction.atomic():
                response = getattr(self.client, method.lower())(path, data or {})
        except Error as error:  # Swallowed by the view, and the transaction is spoilt.
            self.problems.append(f"{label}: {error}")
            raise
        self.opened += response.status_code == 200
        if response.status_code >= 500 and not FAULTS_OF_WAGTAIL.match(label):
            self.problems.append(f"{label}: {response.status_code}")
        answer = text_of(response)
        asked = label.lower()
        self.problems += [
            f"{label}: {response.status_code} shows {secret}"
            for secret in self.things.forbidden
            if secret.lower() in answer and secret.lower() not in asked
        ]
        return response

    def get_everything(self) -> None:
        variants = queries(self.two.theirs, self.things)
        for address in addresses():
            some = 4 if not address.parameters and self.thorough else 2
            for path in self.paths(address):
                for query in variants[1 if address.parameters else 0 : some]:
                    self.send("GET", path, query)

    def post_everything(self) -> None:
        for address in addresses():
            for n, path in enumerate(self.paths(address)):
                for body in bodies(self.things)[: 2 if self.thorough and n == 0 else 1]:
                    self.send("POST", path, body)
                if "/bulk/" in path:
                    self.send("POST", f"{path}?id=all&childOf={self.things.numbers[0]}")

    def paths(self, address: Address) -> Iterable[str]:
        paths = list(self.things.fill(address))
        return paths if self.thorough else paths[:: 5 if "_name)s" in address.template else 2]

    def compare_with_missing(self) -> None:
        """Whether an answer tells another store's thing from one that nobody has."""
        for address in addresses():
            behind_sign_in = address.template.startswith("admin/")
            if not address.parameters or (behind_sign_in and not self.thorough):
                continue
            pairs = zip(self.things.fill(address), self.nothing.fill(address), strict=False)
            for theirs, missing in pairs:
                if fingerprint(self.send("GET", theirs), theirs) != fingerprint(
                    self.send("GET", missing), missing
                ):
                    self.problems.append(f"GET {theirs} differs from {missing}")


def fingerprint(response: HttpResponseBase, path: str) -> tuple[int, str]:
    location = response.headers.get("Location", "")
    for part in sorted(path.split("/"), key=len, reverse=True):
        if part.isdigit() or len(part) > 8:
            location = location.replace(quote(part), "…").replace(part, "…")
    return response.status_code, location


def text_of(response: HttpResponseBase) -> str:
    """Body, redirect and cookies, in small letters."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers} {body.decode(errors='replace')}".lower()
