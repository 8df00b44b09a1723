from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from stores.portability.archive import ArchiveReader, BadArchive, Progress
from stores.services.import_store import check_tables

SHOWN = {
    "products": "catalog_product",
    "pages": "stores_basepage",
    "pictures": "stores_image",
    "orders": "commerce_order",
}


def summary_of(file: Path, progress: Progress | None = None) -> dict[str, Any]:
    """What an archive holds, for people, after it was found whole and of this version. Raises
    BadArchive, and OSError where it cannot read."""
    archive = ArchiveReader(file)
    archive.verify(progress)
    check_tables(archive)
    facts = archive.json("store.json")
    if not isinstance(facts, dict):
        raise BadArchive(_("The archive holds something that is not as it should be."))
    tables = archive.manifest["tables"]
    return {
        "name": str(facts.get("name", "")),
        "currency": str(facts.get("currency", "")),
        "country": str(facts.get("country", "")),
        "trade": bool(archive.manifest.get("trade", True)),
        "rows": sum(table["rows"] for table in tables.values()),
        "tables": sum(1 for table in tables.values() if table["rows"]),
        "people": sum(1 for _person in archive.lines("people.jsonl")),
        "media": len(archive.media()),
        "missing_media": len(archive.manifest.get("missing_media") or []),
        "size": file.stat().st_size,
        **{what: tables.get(table, {}).get("rows", 0) for what, table in SHOWN.items()},
    }
