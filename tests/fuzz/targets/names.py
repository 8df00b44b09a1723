"""Names of files, in addresses and where they are kept."""

from __future__ import annotations

import os

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from hypothesis import strategies as st

from stores.scope import store_scope
from tests.fuzz import junk
from tests.fuzz.door import Fault, Shot
from tests.fuzz.run import target
from tests.fuzz.world import World


@target()
def media(world: World) -> st.SearchStrategy[Shot]:
    """Pictures, documents, static files and looks, by path."""
    forms = [
        "/media/{}", "/media/images/{}", "/media/original_images/{}", "/static/{}", "/theme/{}",
        "/theme/{}.css", "/theme/admin/{}.css", "/documents/{}", "/documents/1/{}",
    ]  # fmt: skip
    samples = [
        *world.files,
        f"../{world.other.pk}/{world.files[-1]}",
        "images/a.png",
        "1",
        "stores",
    ]
    return st.builds(
        lambda form, name, method: Shot(form.replace("{}", name), method),
        st.sampled_from(forms),
        junk.encoded(junk.texts(samples), safe="/"),
        st.sampled_from(["GET", "GET", "GET", "HEAD", "POST"]),
    )


def keep_inside(world: World, name: str) -> None:
    """A name is refused, or leads to a place below the store's own folder."""
    with store_scope(world.store):
        folder = os.path.realpath(default_storage.location) + os.sep  # type: ignore[attr-defined]
        try:
            path = os.path.realpath(default_storage.path(name))
            exists = default_storage.exists(name)
        except (SuspiciousOperation, ValueError, OSError):
            return
        if not (path + os.sep).startswith(folder):
            raise Fault(f"{name!r} leads to {path}")
        if exists:
            return
        try:
            kept = default_storage.save(name, ContentFile(b"x"))
        except (SuspiciousOperation, ValueError, OSError):
            return
        path = os.path.realpath(default_storage.path(kept))
        default_storage.delete(kept)
    if not path.startswith(folder):
        raise Fault(f"{name!r} was kept as {path}")


@target(fire=keep_inside)
def storage(world: World) -> st.SearchStrategy[str]:
    """Names that files are asked for and kept by."""
    other = f"../{world.other.pk}/{world.files[-1]}"
    return junk.texts([*world.files, other, f"images/../../{world.other.pk}/x.png", "a/b.txt"])
