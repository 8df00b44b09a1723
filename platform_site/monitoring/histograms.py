"""Durations counted into fixed buckets, from which percentiles are read.

Of any two histograms the sum is one, too: of processes, minutes, journeys or stores. A percentile
is exact to its bucket; inside of it durations are taken to lie evenly, and none beyond the slowest
that was measured."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

BOUNDS = (
    5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10_000,
)  # fmt: skip
"""Milliseconds up to which a bucket counts, its bound included; one more bucket has the rest."""
SIZE = len(BOUNDS) + 1


def bucket_of(milliseconds: float) -> int:
    return bisect_left(BOUNDS, milliseconds)


def empty() -> list[int]:
    return [0] * SIZE


def added(histograms: Iterable[Sequence[int]]) -> list[int]:
    total = empty()
    for histogram in histograms:
        for bucket, count in enumerate(histogram):
            total[bucket] += count
    return total


def percentile(histogram: Sequence[int], share: float, slowest: float) -> float | None:
    """The milliseconds within which ``share`` (0.95) of the requests were answered; None: there
    were none. ``slowest`` is the longest that was measured."""
    count = sum(histogram)
    if count == 0:
        return None
    wanted, before = share * count, 0
    for bucket, here in enumerate(histogram):
        if here and before + here >= wanted:
            low = BOUNDS[bucket - 1] if bucket else 0
            high = BOUNDS[bucket] if bucket < len(BOUNDS) else max(slowest, low)
            return min(low + (high - low) * (wanted - before) / here, max(slowest, 0.0))
        before += here
    return slowest
