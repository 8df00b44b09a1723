from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from stores.models import RateLimit, Store
from stores.rate_limits import NO_WAIT, Limit, forget_paid_off, give_one_back, take, wait
from stores.scope import store_scope

THREE_A_MINUTE = Limit("test", 3, timedelta(minutes=1))


def test_as_many_as_allowed_pass_and_the_next_is_told_how_long_to_wait(store: Store) -> None:
    with store_scope(store):
        assert [take(THREE_A_MINUTE, "x") for _ in range(3)] == [NO_WAIT] * 3
        refused = take(THREE_A_MINUTE, "x")
    assert timedelta(seconds=15) < refused <= timedelta(seconds=20)


def test_a_refused_try_does_not_lengthen_the_wait(store: Store) -> None:
    with store_scope(store):
        first = [take(THREE_A_MINUTE, "x") for _ in range(4)][-1]
        later = [take(THREE_A_MINUTE, "x") for _ in range(20)][-1]
    assert later <= first


def test_a_try_comes_back_with_time(store: Store) -> None:
    with store_scope(store):
        for _ in range(4):
            take(THREE_A_MINUTE, "x")
        earlier = RateLimit.objects.get().paid_off_at - timedelta(seconds=21)
        RateLimit.objects.update(paid_off_at=earlier)
        assert wait(THREE_A_MINUTE, "x") == NO_WAIT
        assert take(THREE_A_MINUTE, "x") == NO_WAIT
        assert take(THREE_A_MINUTE, "x") > NO_WAIT


def test_looking_counts_nothing(store: Store) -> None:
    with store_scope(store):
        assert [wait(THREE_A_MINUTE, "x") for _ in range(9)] == [NO_WAIT] * 9
        assert take(THREE_A_MINUTE, "x") == NO_WAIT


def test_others_are_counted_for_themselves(store: Store, other_store: Store) -> None:
    with store_scope(store):
        for _ in range(4):
            take(THREE_A_MINUTE, "x")
        assert take(THREE_A_MINUTE, "y") == NO_WAIT
        assert take(Limit("another", 3, timedelta(minutes=1)), "x") == NO_WAIT
    with store_scope(other_store):
        assert take(THREE_A_MINUTE, "x") == NO_WAIT


def test_what_was_counted_can_be_given_back(store: Store) -> None:
    with store_scope(store):
        for _ in range(4):
            take(THREE_A_MINUTE, "x")
        give_one_back(THREE_A_MINUTE, "x")
        assert take(THREE_A_MINUTE, "x") == NO_WAIT


def test_no_address_is_kept_in_the_table(store: Store) -> None:
    with store_scope(store):
        take(THREE_A_MINUTE, "mira@alpha.example")
        assert "mira" not in RateLimit.objects.get().key


def test_counters_that_count_nothing_any_more_are_dropped(store: Store) -> None:
    with store_scope(store):
        take(THREE_A_MINUTE, "x")
        take(THREE_A_MINUTE, "y")
        row = RateLimit.objects.first()
        earlier = row.paid_off_at - timedelta(hours=1)
        RateLimit.objects.filter(pk=row.pk).update(paid_off_at=earlier)
    assert forget_paid_off() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_no_more_pass_than_may(store: Store) -> None:
    limit = Limit("crowd", 5, timedelta(hours=1))

    def one(_number: int) -> bool:
        try:
            with store_scope(store):
                return take(limit, "x") == NO_WAIT
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == 5
