"""Percentiles from fixed buckets are right to the bucket."""

from __future__ import annotations

import random

import pytest

from platform_site.monitoring.histograms import BOUNDS, SIZE, added, bucket_of, empty, percentile


def histogram_of(values: list[float]) -> list[int]:
    counts = empty()
    for value in values:
        counts[bucket_of(value)] += 1
    return counts


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99])
def test_a_percentile_lies_in_the_bucket_of_the_true_one(share):
    rng = random.Random(7)
    values = sorted(rng.lognormvariate(4, 1.2) for _ in range(5000))
    true = values[int(share * len(values)) - 1]

    found = percentile(histogram_of(values), share, max(values))

    assert bucket_of(found) == bucket_of(true)


def test_the_sum_of_two_processes_is_as_if_one_had_counted_all():
    first, second = [3.0, 80.0, 12_000.0], [3.0, 4000.0]
    assert added([histogram_of(first), histogram_of(second)]) == histogram_of(first + second)


def test_nothing_measured_has_no_percentile():
    assert percentile(empty(), 0.95, 0.0) is None


def test_no_percentile_is_beyond_the_slowest():
    assert percentile(histogram_of([11.0] * 100), 0.99, 11.0) <= 11.0
    assert percentile(histogram_of([12_000.0, 40_000.0]), 0.99, 40_000.0) <= 40_000.0
    assert percentile(histogram_of([40_000.0] * 3), 0.99, 40_000.0) > BOUNDS[-1]


@pytest.mark.parametrize(
    ("value", "bucket"), [(0, 0), (5, 0), (5.1, 1), (10_000, SIZE - 2), (10_001, SIZE - 1)]
)
def test_a_bound_belongs_to_its_bucket(value, bucket):
    assert bucket_of(value) == bucket
