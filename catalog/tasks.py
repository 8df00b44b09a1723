"""Background work of catalogues. A task's row belongs to the store that was in scope when it was
enqueued and runs there; each may run twice."""

from __future__ import annotations

from django_tasks import task


@task()
def send_stock_notices() -> None:
    from catalog.services.stock_notices import send_due

    send_due()
