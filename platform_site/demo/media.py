"""Media of a load that did not end. The database forgets it by itself, the disk does not."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from stores.models import Store

MARK = ".demo-is-being-loaded"


def media_folder(store_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / "stores" / str(store_id)


def mark(store_id: int) -> None:
    """Say that the folder is worth nothing unless its store is there in the end."""
    folder = media_folder(store_id)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def unmark(store_id: int) -> None:
    (media_folder(store_id) / MARK).unlink(missing_ok=True)


def remove_leftovers() -> None:
    """Remove marked folders of stores that are not there. The caller sees that nobody else is
    loading the demo."""
    for marker in (Path(settings.MEDIA_ROOT) / "stores").glob(f"*/{MARK}"):
        folder = marker.parent
        if not Store.objects.filter(pk=folder.name).exists():
            shutil.rmtree(folder)
        else:
            marker.unlink()
