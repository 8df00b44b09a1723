"""What of a store is its people's: who works there, what they did, and where its money goes. A
store that begins as a copy of a template gets none of it."""

from __future__ import annotations

_peoples: set[str] = {
    "stores_membership",
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
    "wagtailcore_taskstate",
    "wagtailcore_workflowstate",
}


def belongs_to_people(*tables: str) -> None:
    """Rows that a copy of a template starts without."""
    _peoples.update(tables)


def people_tables() -> frozenset[str]:
    return frozenset(_peoples)
