"""Two stores, or two people, at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError

from stores.dns.fake import FakeResolver
from stores.domain_states import Problem
from stores.models import Domain, Plan, Store
from stores.scope import platform_scope
from stores.services.domains.add_domain import add_domain
from stores.services.domains.check_domain import check_domain
from stores.services.domains.make_primary import make_primary
from tests.commerce.shop import at_once

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "shop.example.com"


class Together(FakeResolver):
    """Nobody concludes anything before both have looked."""

    def __init__(self, barrier: threading.Barrier) -> None:
        self.barrier = barrier

    def texts(self, name: str) -> list[str]:
        found = super().texts(name)
        self.barrier.wait(timeout=30)
        return found


def on_pro(store: Store) -> Store:
    with platform_scope():
        Store.objects.filter(pk=store.pk).update(plan=Plan.objects.get(code="pro"))
        return Store.objects.select_related("plan").get(pk=store.pk)


def test_of_two_stores_that_are_proved_at_once_one_gets_the_domain(dns, store, other_store):
    domains = [add_domain(store=on_pro(one), hostname=HOST) for one in (store, other_store)]
    dns.records[f"_galleria.{HOST}", "TXT"] = [domain.token for domain in domains]
    barrier = threading.Barrier(2)

    def check(domain: Domain) -> object:
        return check_domain(domain_id=domain.pk, resolver=Together(barrier))

    results = at_once(store, *(lambda d=domain: check(d) for domain in domains))

    assert not [result for result in results if isinstance(result, Exception)], results
    with platform_scope():
        rows = list(Domain.objects.filter(hostname=HOST))
    assert sorted((row.verified_at is not None, row.problem) for row in rows) == [
        (False, Problem.IN_USE),
        (True, ""),
    ]


def test_a_domain_that_moves_while_it_is_made_primary_ends_at_one_store(dns, store, other_store):
    theirs = add_domain(store=on_pro(other_store), hostname=HOST)
    dns.records[f"_galleria.{HOST}", "TXT"] = [theirs.token]
    dns.records[HOST, "CNAME"] = ["beta.localhost"]
    mine = None
    with platform_scope(on_behalf_of=store):
        mine = Domain.objects.create(store=store, hostname=HOST, kind="custom")
    check_domain(domain_id=theirs.pk)
    dns.records[f"_galleria.{HOST}", "TXT"] = [mine.token]
    for _round in range(3):
        results = at_once(
            store,
            lambda: check_domain(domain_id=mine.pk),
            lambda: make_primary(store=other_store, domain_id=theirs.pk),
        )
        errors = [one for one in results if isinstance(one, Exception)]
        assert all(isinstance(error, ValidationError) for error in errors), errors
    with platform_scope():
        assert Domain.objects.get(pk=mine.pk).verified_at
        theirs = Domain.objects.get(pk=theirs.pk)
        assert (theirs.verified_at, theirs.is_primary) == (None, False)
        assert other_store.primary_domain().hostname == "beta.localhost"


def test_the_last_free_place_of_a_plan_is_given_once(store):
    with platform_scope():
        Plan.objects.filter(code="pro").update(limits={"domains": 1})
    store = on_pro(store)
    results = at_once(
        store,
        *(
            lambda n=number: add_domain(store=store, hostname=f"n{n}.example.com")
            for number in range(4)
        ),
    )
    assert sum(isinstance(result, Domain) for result in results) == 1, results
    assert sum(isinstance(result, ValidationError) for result in results) == 3, results


def test_the_same_name_twice_at_once_is_there_once(store):
    store = on_pro(store)
    results = at_once(store, *([lambda: add_domain(store=store, hostname=HOST)] * 3))
    assert sum(isinstance(result, Domain) for result in results) == 1, results
    assert sum(isinstance(result, ValidationError) for result in results) == 2, results
