"""One box for stores, domains, people and orders.

Under row-level security PostgreSQL uses an index only for conditions that are leakproof: ``LIKE``
is none, ``^@`` (begins with) is. So host names, slugs and e-mail addresses are found by how they
begin; stores' names, of which there are few enough to read them all, by any part."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Field, Lookup, Prefetch, Q, QuerySet

from commerce.models import Order
from stores.models import Domain, Membership, Store, User
from stores.roles import SUPPORT

MOST = 20
"""So many of each kind are shown; one more is loaded, to know whether there are others."""
LONGEST = 200
LARGEST_NUMBER = 2**31 - 1
ORDER_NUMBER = re.compile(r"#?\s*(\d{1,10})")


@Field.register_lookup
class Begins(Lookup):
    """``column ^@ text``: as ``startswith``, by an index also where rows are isolated."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, left_parameters = self.process_lhs(compiler, connection)
        right, right_parameters = self.process_rhs(compiler, connection)
        return f"{left}::text ^@ {right}::text", (*left_parameters, *right_parameters)


@dataclass(slots=True)
class Found:
    query: str = ""
    stores: list[Store] = field(default_factory=list)
    domains: list[Domain] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.stores or self.domains or self.people or self.orders)


def search(text: str) -> Found:
    """Six queries at most, in the platform's scope."""
    query = " ".join(text.replace("\0", " ").split())[:LONGEST]
    if not query:
        return Found()
    found = Found(
        query=query,
        stores=list(stores(query)[: MOST + 1]),
        domains=list(domains(query)[: MOST + 1]),
        people=list(people(query)[: MOST + 1]),
        orders=list(orders(query)[: MOST + 1]),
    )
    name_stores(found)
    return found


def name_stores(found: Found) -> None:
    """Whose they are, in one query for all of them. Joined, the policies of both tables would make
    PostgreSQL expect few stores, and begin with them instead of with the index."""
    memberships = [m for person in found.people for m in person.memberships.all()]
    rows: list[Any] = [*found.domains, *found.orders, *memberships]
    known = {store.pk: store for store in found.stores}
    missing = {row.store_id for row in rows} - known.keys()
    if missing:
        known |= Store.all_objects.in_bulk(missing)
    for row in rows:
        row.store = known[row.store_id]


def stores(query: str) -> QuerySet[Store]:
    return (
        Store.objects.filter(Q(name__icontains=query) | Q(slug__begins=query.lower()))
        .select_related("plan")
        .order_by("name", "pk")
    )


def domains(query: str) -> QuerySet[Domain]:
    """With or without what stands before and behind a host name in an address."""
    host = re.sub(r"^[a-z]+://", "", query.lower()).split("/")[0].split(":")[0].strip(".")
    if not host:
        return Domain.objects.none()
    return Domain.objects.filter(hostname__begins=host).order_by("hostname", "pk")


def people(query: str) -> QuerySet[User]:
    """With their ``memberships`` in stores and the team; a support visit is none."""
    return (
        User.objects.filter(email__begins=query.lower())
        .prefetch_related(
            Prefetch(
                "memberships",
                Membership.objects.select_related("group").exclude(group__name=SUPPORT),
            )
        )
        .order_by("email")
    )


def orders(query: str) -> QuerySet[Order]:
    """By number in all stores, or by public id; the newest first."""
    if number := order_number(query):
        found = Order.objects.filter(number=number)
    elif public_id := uuid_in(query):
        found = Order.objects.filter(public_id=public_id)
    else:
        return Order.objects.none()
    return found.order_by("-placed_at", "-pk")


def order_number(query: str) -> int | None:
    match = ORDER_NUMBER.fullmatch(query)
    number = int(match[1]) if match and match[1].isascii() else 0
    return number if 0 < number <= LARGEST_NUMBER else None


def uuid_in(query: str) -> UUID | None:
    try:
        return UUID(query)
    except ValueError:
        return None
