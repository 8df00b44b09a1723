"""Every role of one store walks every address with the other store's things in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from stores.roles import SUPPORT, Role
from tests.conftest import client_on
from tests.isolation.crawl import Crawler, addresses
from tests.isolation.digest import differences, digest
from tests.isolation.furnish import Two
from tests.isolation.visitors import visit_for_support

ANONYMOUS = "nobody"
EVERYBODY = [*Role.values, SUPPORT, ANONYMOUS]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are what is expected, and each is a line of the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def crawler_of(two: Two, role: str) -> Crawler:
    """The owner, who may do most, tries most; a visitor for support has no password here."""
    if role == SUPPORT:
        return Crawler(two, visit_for_support(two.mine), thorough=False)
    user = None if role == ANONYMOUS else two.staff(role)
    return Crawler(two, client_on(two.mine.host, user), thorough=role == Role.OWNER)


@pytest.mark.parametrize("role", EVERYBODY)
def test_reading_shows_and_changes_nothing(two, role):
    before = digest(two.theirs.store)
    crawler = crawler_of(two, role)

    crawler.get_everything()

    assert not crawler.problems, "\n".join(crawler.problems)
    assert differences(before, digest(two.theirs.store)) == []
    assert crawler.opened > (10 if role == ANONYMOUS else 20), "the crawl reached nothing"


@pytest.mark.parametrize("role", EVERYBODY)
def test_writing_shows_and_changes_nothing(two, role):
    before = digest(two.theirs.store)
    crawler = crawler_of(two, role)

    crawler.post_everything()

    assert not crawler.problems, "\n".join(crawler.problems)
    assert differences(before, digest(two.theirs.store)) == []


@pytest.mark.parametrize("role", [Role.OWNER, ANONYMOUS])
def test_another_stores_thing_and_no_thing_get_the_same_answer(two, role):
    crawler = crawler_of(two, role)

    crawler.compare_with_missing()

    assert not crawler.problems, "\n".join(crawler.problems)


def test_the_crawl_knows_the_whole_site():
    """It would find nothing wrong with an empty list."""
    templates = {address.template for address in addresses()}
    assert len(templates) > 200
    assert {
        "admin/pages/%(page_id)s/edit/",
        "admin/images/%(image_id)s/",
        "documents/%(_0)s/%(_1)s",
        "products/%(slug)s/",
        "orders/%(token)s/",
        "media/%(path)s",
    } <= templates
