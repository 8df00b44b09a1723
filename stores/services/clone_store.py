from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from stores.models import Store
from stores.portability.archive import Progress, part
from stores.services.export_store import export_store
from stores.services.import_store import import_store


def clone_store(
    *,
    store: Store,
    slug: str,
    name: str = "",
    progress: Progress | None = None,
    began: Callable[[Store], None] | None = None,
) -> Store:
    """Make a store like ``store``: its pages, products, pictures, settings and people, without
    what came from customers (orders, carts, messages) and without stock; ``name`` unless it keeps
    that of ``store``.

    An export and an import in one: reads one moment of ``store`` and locks nothing there. All or
    nothing. Raises as ``import_store`` does; twice, the second raises for the slug."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "store.zip"
        export_store(store=store, output=archive, trade=False, progress=part(progress, 0, 40))
        return import_store(
            file=archive, slug=slug, name=name, progress=part(progress, 40, 100), began=began
        )
