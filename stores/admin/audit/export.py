from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from stores.admin.audit.presenter import Line, lines
from stores.admin.exports import safe_cell
from stores.models import AuditEntry, Store
from stores.selectors.audit import in_batches


class Echo:
    """Gives each row back that is written to it."""

    def write(self, row: str) -> str:
        return row


def csv_response(
    entries: QuerySet[AuditEntry], *, store: Store | None, url_name: str
) -> StreamingHttpResponse:
    """All of ``entries`` as a file that is written while it is sent, in the reader's language and
    time zone. The caller sees to it that the scope lasts as long."""
    rows = written(
        entries, store, url_name, translation.get_language(), timezone.get_current_timezone()
    )
    day = timezone.localdate().isoformat()
    return StreamingHttpResponse(
        rows,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-log-{day}.csv"'},
    )


def written(
    entries: QuerySet[AuditEntry],
    store: Store | None,
    url_name: str,
    language: str,
    zone: tzinfo,
) -> Iterator[str]:
    """A piece for each batch: nothing of the reader's is left set between two pieces."""
    writer = csv.writer(Echo())
    with translation.override(language):
        header = headings(with_store=store is None)
    yield "\ufeff" + writer.writerow(header)
    for batch in in_batches(entries):
        with translation.override(language), timezone.override(zone):
            shown = lines(batch, store=store, url_name=url_name)
            piece = "".join(writer.writerow(cells(line, store is None)) for line in shown)
        yield piece


def headings(*, with_store: bool) -> list[str]:
    store = [_("Store")] if with_store else []
    return [
        _("Time"),
        *store,
        _("Who"),
        _("Kind"),
        _("Address"),
        _("Action"),
        _("About"),
        _("What happened"),
        _("Before"),
        _("After"),
        _("Reason"),
    ]


def cells(line: Line, with_store: bool) -> list[str]:
    entry = line.entry
    store = [line.store_name] if with_store else []
    return safe(
        [
            timezone.localtime(entry.created_at).isoformat(sep=" ", timespec="seconds"),
            *store,
            line.who,
            entry.get_actor_kind_display(),
            line.address,
            line.label,
            entry.object_name,
            line.sentence,
            "; ".join(f"{change.label}: {change.before}" for change in line.changes),
            "; ".join(f"{change.label}: {change.after}" for change in line.changes),
            entry.reason,
        ]
    )


def safe(values: Iterable[Any]) -> list[str]:
    """No cell that a spreadsheet would take for a formula: what somebody else typed is in it."""
    return [safe_cell(str(value)) for value in values]
