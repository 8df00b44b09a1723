"""What jobs there are: a name, and the function that does the work.

An app registers its own in ``AppConfig.ready``::

    job_kind("store.export", starts_again=True)(export_job)

The function gets the job and a ``Progress`` to be called with what is done and what there is to
do, and returns the job's result (JSON). It runs in the scope of the job's row: the platform's for
one of store 0, otherwise its store's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stores.jobs.progress import Progress
    from stores.models import Job

Work = Callable[["Job", "Progress"], dict[str, Any] | None]


class JobCanceled(Exception):
    """Raised inside a job's work once somebody has asked for its end."""

    result: dict[str, Any] | None = None
    """What was done until then and stays done."""


@dataclass(frozen=True, slots=True)
class JobKind:
    name: str
    run: Work
    starts_again: bool = False
    """Whether it is begun anew when its worker died: only what changes nothing until its end."""
    clean_up: Callable[[Job], None] | None = None
    """Removes what a worker that died has left outside the database."""
    template: str = ""
    """Shows the result; gets ``job`` and ``request``."""


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str,
    *,
    starts_again: bool = False,
    clean_up: Callable[[Job], None] | None = None,
    template: str = "",
) -> Callable[[Work], Work]:
    def register(function: Work) -> Work:
        _kinds[name] = JobKind(name, function, starts_again, clean_up, template)
        return function

    return register


def kind_of(name: str) -> JobKind:
    """Raises KeyError for a kind that nobody registered."""
    if name not in _kinds:
        raise KeyError(f"Unknown kind of job {name!r}; register it with job_kind().")
    return _kinds[name]
