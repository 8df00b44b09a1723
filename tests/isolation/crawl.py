"""Every address of the site, found by walking its resolvers, with another store's things in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.db.utils import Error
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from tests.isolation.furnish import Two
from tests.isolation.things import Things, bodies, queries

URLCONFS = ("platform_site.urls", "platform_site.urls_control")
SIGNS_OUT = ("admin/logout/",)
ENDS_THE_VISIT = (
    "admin/security/sign-out/",
    "admin/staff/leave/",
    "admin/support/leave/",
    "admin/control/team/leave/",
)
"""Whoever confirms there is out: the crawl comes to them last."""
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
class Crawler:
    """Sends requests as one person and keeps what was wrong with the answers."""

    two: Two
    client: Client
    thorough: bool = True
    """Several queries and forms an address, not one."""
    only: str = ""
    """Addresses that begin so …"""
    skip: str = "\0"
    """… and not so."""
    problems: list[str] = field(default_factory=list)
    requests: int = 0
    opened: int = 0

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False
        self.things = Things.of(self.two.theirs)
        self.nothing = Things.missing(self.things)

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

    def addresses(self) -> list[Address]:
        return [
            address
            for address in addresses()
            if address.template.startswith(self.only) and not address.template.startswith(self.skip)
        ]

    def get_everything(self) -> None:
        variants = queries(self.two.theirs, self.things)
        for address in self.addresses():
            some = 4 if not address.parameters and self.thorough else 2
            for path in self.paths(address):
                for query in variants[1 if address.parameters else 0 : some]:
                    self.send("GET", path, query)

    def post_everything(self) -> None:
        was_in = self.is_signed_in()
        everywhere = self.addresses()
        last = [address for address in everywhere if address.template in ENDS_THE_VISIT]
        self.post_to([address for address in everywhere if address not in last])
        if was_in and not self.is_signed_in():
            self.problems.append(
                "The crawl was signed out on its way, and tried less than it says."
            )
        self.post_to(last)

    def is_signed_in(self) -> bool:
        return self.send("GET", "/admin/").status_code == 200

    def post_to(self, some: list[Address]) -> None:
        for address in some:
            for n, path in enumerate(self.paths(address)):
                for body in bodies(self.things)[: 2 if self.thorough and n == 0 else 1]:
                    self.send("POST", path, body)
                if "/bulk/" in path:
                    self.send("POST", f"{path}?id=all&childOf={self.things.numbers[0]}")

    def paths(self, address: Address) -> Iterable[str]:
        paths = list(self.things.fill(address))
        return paths if self.thorough else paths[:: 5 if "_name)s" in address.template else 2]

    def compare_with_missing(self, methods: tuple[str, ...] = ("GET", "POST")) -> None:
        """Whether an answer tells another store's thing from one that nobody has."""
        for address in self.addresses():
            behind_sign_in = address.template.startswith("admin/")
            if not address.parameters or (behind_sign_in and not self.thorough):
                continue
            pairs = zip(self.things.fill(address), self.nothing.fill(address), strict=False)
            for theirs, missing in pairs:
                for method in methods:
                    self.client.cookies.pop("messages", None)  # Of the request before.
                    known = answer(self.send(method, theirs), theirs)
                    self.client.cookies.pop("messages", None)
                    unknown = answer(self.send(method, missing), missing)
                    if known != unknown:
                        where = first_difference(known, unknown)
                        self.problems.append(f"{method} {theirs} differs from {missing}: {where}")


def answer(response: HttpResponseBase, path: str) -> tuple[int, str, str]:
    """Status, target and page, without what was asked for and what differs each time."""
    asked = [part for part in re.split(r"[/?&=]", path) if part.isdigit() or len(part) > 8]
    location, page = response.headers.get("Location", ""), body_of(response)
    page = CHANGES_EACH_TIME.sub("", page)
    for part in sorted(asked, key=len, reverse=True):
        for spelling in {part, quote(part), part.lower()}:
            location, page = location.replace(spelling, "…"), page.replace(spelling, "…")
    return response.status_code, location, page


CHANGES_EACH_TIME = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|"?CSRF_TOKEN"?: ?"\w+"|nonce="[^"]+"|csrf-token="\w+"'
    r"|Just now|\d+\xa0\w+(, \d+\xa0\w+)? ago"
)


def first_difference(known: tuple, unknown: tuple) -> str:
    for one, other in zip(known, unknown, strict=True):
        if one != other:
            one, other = str(one), str(other)
            at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
            return f"{one[max(0, at - 60) : at + 60]!r} and {other[max(0, at - 60) : at + 60]!r}"
    return ""


def body_of(response: HttpResponseBase) -> str:
    if not hasattr(response, "body"):  # A stream can be read once.
        parts = response.streaming_content if response.streaming else [response.content]  # type: ignore[attr-defined]
        response.body = b"".join(parts).decode(errors="replace")  # type: ignore[attr-defined]
    return response.body  # type: ignore[attr-defined]


def text_of(response: HttpResponseBase) -> str:
    """Body, headers and cookies, in small letters."""
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers} {response.cookies.output()} {body_of(response)}".lower()
