from __future__ import annotations

import tempfile
from pathlib import Path

from stores.models import Store
from stores.portability.archive import Progress
from stores.services.export_store import export_store
from stores.services.import_store import import_store


def clone_store(*, store: Store, slug: str, progress: Progress | None = None) -> Store:
    """Make a store like ``store``: its pages, products, pictures, settings and people, without
    what came from customers (orders, carts, messages) and without stock.

    An export and an import in one: reads one moment of ``store`` and locks nothing there. All or
    nothing. Raises as ``import_store`` does; twice, the second raises for the slug."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "store.zip"
        export_store(store=store, output=archive, trade=False)
        return import_store(file=archive, slug=slug, progress=progress)
