"""The control host as an operator: what is a store's is no part of the platform's own screens."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from stores.models import Invitation, Membership, SupportAccess
from stores.scope import platform_scope
from tests.conftest import client_on
from tests.isolation.crawl import Crawler
from tests.isolation.digest import differences, digest
from tests.isolation.visitors import make_operator

CONTROL = "admin/control/"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def on_control(two) -> Client:
    return client_on(settings.CONTROL_HOST, make_operator())


def test_the_teams_screens_know_nobody_of_a_store(two, on_control):
    """A membership and an invitation of a store are to the team what nobody has."""
    before = digest(two.theirs.store)
    crawler = Crawler(two, on_control, only=f"{CONTROL}team/")
    with platform_scope(on_behalf_of=two.theirs.store):
        members = Membership.objects.filter(store=two.theirs.store).values_list("pk", flat=True)
        invited = Invitation.objects.filter(store=two.theirs.store).values_list("public_id")
        assert set(members) & set(crawler.things.numbers), "no member is tried"
        assert {str(one) for (one,) in invited} & set(crawler.things.identifiers)

    crawler.compare_with_missing()

    assert not crawler.problems, "\n".join(crawler.problems)
    assert crawler.requests > 10
    assert differences(before, digest(two.theirs.store)) == []


def test_wagtails_screens_there_tell_a_stores_thing_from_none_to_no_operator(two, on_control):
    before = digest(two.theirs.store)
    crawler = Crawler(two, on_control, skip=CONTROL)

    crawler.compare_with_missing()

    assert not crawler.problems, "\n".join(crawler.problems)
    assert differences(before, digest(two.theirs.store)) == []


def test_a_visit_is_ended_under_its_own_store_only(two, on_control):
    access = two.theirs.first(SupportAccess)
    asked = f"/{CONTROL}stores/{{}}/support/{access.pk}/end/"

    assert on_control.post(asked.format(two.mine.store.slug)).status_code == 404
    with platform_scope():
        assert SupportAccess.objects.get(pk=access.pk).is_open == access.is_open
    assert on_control.post(asked.format(two.theirs.store.slug)).status_code == 302


def test_operators_see_which_stores_there_are_and_none_of_their_keys(two, on_control):
    """Tokens of orders and carts, sessions, digests, file names: Center Control needs none."""
    before = digest(two.theirs.store)
    crawler = Crawler(two, on_control, only=CONTROL)
    for known in (two.theirs.secret, two.theirs.host):
        crawler.things.forbidden.remove(known)

    crawler.get_everything()

    assert not crawler.problems, "\n".join(crawler.problems)
    assert crawler.opened > 20, "the crawl reached nothing"
    assert differences(before, digest(two.theirs.store)) == []
