from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import connection
from django.http import HttpRequest

from commerce.models import Visit
from commerce.visits.bots import is_program
from commerce.visits.salt import salt_of_today, visitor
from stores.buffers import Buffer
from stores.scope import platform_scope

Step = Visit.Step


class Seen(NamedTuple):
    """Held in memory for some seconds; written is only the hash of it."""

    store_id: int
    day: date
    address: str
    user_agent: str
    step: int


WRITE = """
WITH seen AS (
    INSERT INTO commerce_visit (store_id, day, visitor, step)
    SELECT DISTINCT s.* FROM unnest(
        %(stores)s::bigint[], %(days)s::date[], %(visitors)s::uuid[], %(steps)s::smallint[]
    ) AS s (store_id, day, visitor, step)
    JOIN stores_store ON stores_store.id = s.store_id
    ORDER BY store_id, day, step, visitor
    ON CONFLICT DO NOTHING
    RETURNING store_id, day
)
INSERT INTO commerce_figuresdue (store_id, day) SELECT DISTINCT store_id, day FROM seen
"""


def write_visits(seen: list[Seen]) -> None:
    """One statement for all; in one order, so that processes do not wait for each other in a
    circle. Programs are left out; who did anything has visited."""
    people = {one for one in seen if not is_program(one.user_agent)}
    if not people:
        return
    with platform_scope():
        salt = salt_of_today()
        rows = {
            (
                one.store_id,
                one.day,
                visitor(
                    salt,
                    store_id=one.store_id,
                    address=one.address,
                    user_agent=one.user_agent,
                ),
                step,
            )
            for one in people
            for step in {Step.VISIT.value, one.step}
        }
        stores, days, visitors, steps = (list(column) for column in zip(*rows, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(
                WRITE, {"stores": stores, "days": days, "visitors": visitors, "steps": steps}
            )


visits = Buffer("visits", write_visits)


def note_step(request: HttpRequest, step: Step) -> None:
    """How far the visitor of this request came; the middleware writes it down."""
    request._visit_step = step  # type: ignore[attr-defined]
