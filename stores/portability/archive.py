"""The archive: a ZIP file with a manifest, one file of lines a table, and the media.

``manifest.json``      format, version, what the tables' rows look like, checksums of all files
``store.json``         the store's own settings
``people.jsonl``       its members, by e-mail; no passwords
``tables/<name>.jsonl``   one row a line, a JSON object of its columns
``media/<name>``       the originals of pictures and documents

It holds nothing of the moment it was made in, so that two of the same store are the same bytes."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

FORMAT, VERSION = "galleria-store", 1
MANIFEST = "manifest.json"
EPOCH = (1980, 1, 1, 0, 0, 0)
CHUNK = 1024 * 1024

LARGEST_MANIFEST = 64 * 1024 * 1024
LONGEST_LINE = 64 * 1024 * 1024
"""In bytes, unpacked: a small file can claim to hold more than a machine has memory for."""

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is to do."""


def part(progress: Progress | None, first: int, last: int) -> Progress | None:
    """For work that is a part of other work, from ``first`` to ``last`` per cent of it."""
    if progress is None:
        return None

    def scaled(done: int, total: int) -> None:
        progress(first + (last - first) * done // max(total, 1), 100)

    return scaled


# What zipfile raises for a file that is damaged, encrypted, or packed in a way it does not know.
UNREADABLE = (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error)


class BadArchive(ValueError):
    """The file is no archive of a store, or was damaged or changed. Nothing was imported."""


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class ArchiveWriter:
    """Writes to ``path`` when all is well, and nothing there otherwise."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.draft = path.with_name(f".{path.name}.part")
        self.files: dict[str, str] = {}

    def __enter__(self) -> ArchiveWriter:
        self.zip = zipfile.ZipFile(self.draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.zip.close()
        try:
            if kind is None:
                self.draft.replace(self.path)
        finally:
            self.draft.unlink(missing_ok=True)

    def write(self, name: str, chunks: Iterable[bytes], *, compressed: bool = True) -> None:
        info = zipfile.ZipInfo(name, EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest = hashlib.sha256()
        with self.zip.open(info, "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        self.files[name] = digest.hexdigest()

    def write_lines(self, name: str, rows: Iterable[Any]) -> int:
        """Returns how many rows there were."""
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for row in rows:
                count += 1
                yield canonical(row).encode() + b"\n"

        self.write(name, lines())
        return count

    def finish(self, **facts: Any) -> None:
        manifest = {"format": FORMAT, "version": VERSION, **facts, "files": self.files}
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1)
        self.write(MANIFEST, [text.encode()])


class ArchiveReader:
    """Reads what ``verify`` has found to be whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.zip = zipfile.ZipFile(path)
            self.manifest: dict[str, Any] = self.json(MANIFEST)
        except (*UNREADABLE, KeyError, ValueError) as error:
            raise BadArchive(
                _("%(file)s is no archive of a store.") % {"file": path.name}
            ) from error
        if not isinstance(self.manifest, dict):
            raise BadArchive(_("%(file)s is no archive of a store.") % {"file": path.name})

    def verify(self, progress: Progress | None = None) -> None:
        """Every file is there, unchanged, and nothing else is. Raises BadArchive."""
        if self.manifest.get("format") != FORMAT or self.manifest.get("version") != VERSION:
            raise BadArchive(_("The archive is of a format that this version cannot read."))
        listed = self.manifest.get("files")
        if not isinstance(listed, dict):
            raise BadArchive(_("The archive is of a format that this version cannot read."))
        names = [name for name in self.zip.namelist() if name != MANIFEST]
        if sorted(names) != sorted(listed):
            raise BadArchive(_("The archive does not hold the files that it lists."))
        self.refuse_what_does_not_fit()
        for done, (name, expected) in enumerate(listed.items(), 1):
            if progress is not None:
                progress(done, len(listed))
            if not is_safe(name):
                raise BadArchive(_("The archive holds a file with a bad name: %s") % name)
            if self.digest(name) != expected:
                raise BadArchive(_("A file of the archive was changed or damaged: %s") % name)

    def refuse_what_does_not_fit(self) -> None:
        """Before anything is unpacked. No more is read of a file than its entry claims."""
        claimed = sum(info.file_size for info in self.zip.infolist())
        free = shutil.disk_usage(self.path.parent).free
        if claimed > free:
            raise BadArchive(
                _("The archive unpacks to %(size)s, and the server has room for %(free)s.")
                % {"size": filesizeformat(claimed), "free": filesizeformat(free)}
            )

    def digest(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            with self.zip.open(name) as file:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
        except UNREADABLE:
            return ""
        return digest.hexdigest()

    def json(self, name: str) -> Any:
        if self.zip.getinfo(name).file_size > LARGEST_MANIFEST:
            raise BadArchive(_("A file of the archive is too large: %(name)s") % {"name": name})
        return json.loads(self.zip.read(name))

    def size(self, name: str) -> int:
        """In bytes, unpacked; 0 for a file that is not there."""
        return self.zip.getinfo(name).file_size if name in self.manifest["files"] else 0

    def lines(self, name: str) -> Iterator[Any]:
        with self.zip.open(name) as file:
            while line := file.readline(LONGEST_LINE):
                yield json.loads(line)

    def media(self) -> list[str]:
        return [name for name in self.manifest["files"] if name.startswith("media/")]

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name)


def is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name)
