"""What may be offered for download: a few kinds of files, told by what is in them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from typing import Any, Protocol

import filetype


class Readable(Protocol):
    """A file, open or uploaded."""

    def read(self, size: int = ..., /) -> Any: ...
    def seek(self, offset: int, whence: int = ..., /) -> Any: ...
    def tell(self) -> int: ...


LARGEST_DIRECTORY = 1024 * 1024
# Text that a browser would take for a page, or a mail program for a page with its parts.
LIKE_MARKUP = re.compile(
    rb"\A[\s\0]*(?:<\s*[!?/a-z]|mime-version:|content-type:\s*multipart|\{\\rtf)", re.IGNORECASE
)
# What a text has no use for: what is left of ASCII's control characters, but for an escape.
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def is_pdf(file: Readable) -> bool:
    return head(file).startswith(b"%PDF-")


def is_rich_text(file: Readable) -> bool:
    return head(file).startswith(b"{\\rtf")


def is_plain_text(file: Readable) -> bool:
    start = head(file)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):  # As spreadsheets on Windows write it.
        return not LIKE_MARKUP.match(start[2:].replace(b"\0", b""))
    start = start.removeprefix(b"\xef\xbb\xbf")
    if LIKE_MARKUP.match(start) or filetype.guess(start) is not None:
        return False
    file.seek(0)
    return not any(CONTROL.search(part) for part in iter(lambda: file.read(65_536), b""))


def is_archive(file: Readable) -> bool:
    return head(file).startswith((b"PK\x03\x04", b"PK\x05\x06")) and bool(names_in(file))


def holds(folder: str) -> Callable[[Readable], bool]:
    """A file of Microsoft's, without programs in it: those have endings of their own."""

    def check(file: Readable) -> bool:
        names = names_in(file) if is_archive(file) else set()
        return (
            "[Content_Types].xml" in names
            and any(name.startswith(folder) for name in names)
            and not any(name.lower().endswith("vbaproject.bin") for name in names)
        )

    return check


def says(mimetype: bytes) -> Callable[[Readable], bool]:
    """A file of the kind that starts with its type, not compressed (OpenDocument, EPUB)."""

    def check(file: Readable) -> bool:
        return is_archive(file) and head(file)[30:].startswith(b"mimetype" + mimetype)

    return check


def is_mp4(file: Readable) -> bool:
    """ISO base media: its first box says so."""
    return head(file)[4:8] == b"ftyp"


def is_webm(file: Readable) -> bool:
    """Matroska's EBML header, with the kind that browsers play."""
    start = head(file)
    return start.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in start[:64]


OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
OFFICE = "application/vnd.openxmlformats-officedocument."

# Ending → what is sent as its type, and how it is known.
KINDS: dict[str, tuple[str, Callable[[Readable], bool]]] = {
    "csv": ("text/csv", is_plain_text),
    "docx": (OFFICE + "wordprocessingml.document", holds("word/")),
    "epub": ("application/epub+zip", says(b"application/epub+zip")),
    "mp4": ("video/mp4", is_mp4),
    "odp": ((OPEN_DOCUMENT + b"presentation").decode(), says(OPEN_DOCUMENT + b"presentation")),
    "ods": ((OPEN_DOCUMENT + b"spreadsheet").decode(), says(OPEN_DOCUMENT + b"spreadsheet")),
    "odt": ((OPEN_DOCUMENT + b"text").decode(), says(OPEN_DOCUMENT + b"text")),
    "pdf": ("application/pdf", is_pdf),
    "pptx": (OFFICE + "presentationml.presentation", holds("ppt/")),
    "rtf": ("application/rtf", is_rich_text),
    "txt": ("text/plain", is_plain_text),
    "webm": ("video/webm", is_webm),
    "xlsx": (OFFICE + "spreadsheetml.sheet", holds("xl/")),
    "zip": ("application/zip", is_archive),
}


def content_type_of(ending: str) -> str:
    """Of an ending that nobody may upload: that nobody knows what it is."""
    return KINDS[ending][0] if ending in KINDS else "application/octet-stream"


def fits(ending: str, file: Readable) -> bool:
    """Whether the file holds what files with this ending do; leaves it at its start."""
    _content_type, is_kind = KINDS[ending]
    found = is_kind(file)
    file.seek(0)
    return found


def head(file: Readable) -> bytes:
    file.seek(0)
    return bytes(file.read(1024))


def names_in(file: Readable) -> set[str]:
    """Of the files in an archive, without unpacking any; none if it is damaged or a list of
    them is longer than any of its kind needs."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(size - 65_557, 0))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or int.from_bytes(tail[end + 12 : end + 16], "little") > LARGEST_DIRECTORY:
        return set()
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return set()
