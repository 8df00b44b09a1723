"""Takes the place where a photo was taken out of its file: telephones write it, shops publish it.

What says it is overwritten where it stands, so that nothing else of the file moves or changes:
the GPS directory of Exif, and an XMP packet that mentions it."""

from __future__ import annotations

import io
import re
import struct
import zlib
from itertools import islice

from PIL import Image as Pillow

GPS = 0x8825
PNG_MARK = b"\x89PNG\r\n\x1a\n"
# Exif is a TIFF file in a file: its first four bytes, in either order of bytes.
EXIF_STARTS = re.compile(rb"II\*\0|MM\0\*")
# What looks like one in a picture: its preview and the camera's notes have their own. Entries of
# all their directories, and of one; bytes that an entry has for the place. No camera writes more,
# and to look through all that can be written would take hours.
MOST_EXIFS, MOST_ENTRIES, MOST_IN_ONE, LARGEST_VALUE = 100, 100_000, 1_000, 4_096
# Bytes of one value of each of TIFF's types.
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}


class LocationStays(Exception):
    """The file tells its place in a way that cannot be taken out."""


def without_location(data: bytes) -> bytes:
    """The same picture, byte for byte but for its place; the same object if it tells none.

    Raises LocationStays if it does afterwards, and Pillow's errors for what is no picture."""
    in_exif, packet = told(data)
    if not in_exif and not packet:
        return data
    changed = bytearray(data)
    if in_exif:
        starts = list(islice(EXIF_STARTS.finditer(data), MOST_EXIFS + 1))
        if len(starts) > MOST_EXIFS:
            raise LocationStays
        left = Left(MOST_ENTRIES)
        with memoryview(changed) as view:
            for start in starts:
                blank_gps(view[start.start() :], left)
    if packet:
        overwrite(changed, packet)
    if data.startswith(PNG_MARK):
        correct_checksums(changed)
    result = bytes(changed)
    if told(result) != (False, b""):
        raise LocationStays
    return result


def told(data: bytes) -> tuple[bool, bytes]:
    """Whether Exif tells a place, and the packet of XMP that does."""
    with Pillow.open(io.BytesIO(data)) as picture:
        packet = picture.info.get("xmp", b"")
        packet = packet.encode() if isinstance(packet, str) else packet
        return bool(picture.getexif().get_ifd(GPS)), packet if b"GPS" in packet else b""


def overwrite(data: bytearray, packet: bytes) -> None:
    start = data.find(packet)
    if start >= 0:  # Else it is compressed, or in pieces.
        data[start : start + len(packet)] = b" " * len(packet)


class Left:
    """How many entries may still be looked at."""

    def __init__(self, entries: int) -> None:
        self.entries = entries

    def take(self, entries: int) -> None:
        self.entries -= entries
        if self.entries < 0:
            raise LocationStays


def blank_gps(block: memoryview, left: Left) -> None:
    """Of the Exif block that may start here: addresses in it count from there."""
    order = "<" if block[:2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", block, 4)
        for _position, tag, _size, value in entries(block, order, first, left):
            if tag == GPS:
                blank_directory(block, order, value, left)
    except struct.error:  # Something else that starts with the same four bytes.
        return


def entries(
    block: memoryview, order: str, directory: int, left: Left
) -> list[tuple[int, int, int, int]]:
    (count,) = struct.unpack_from(f"{order}H", block, directory)
    if count > MOST_IN_ONE:
        return []
    left.take(count)
    found = []
    for position in range(directory + 2, directory + 2 + 12 * count, 12):
        tag, kind, number, value = struct.unpack_from(f"{order}HHII", block, position)
        found.append((position, tag, SIZES.get(kind, 1) * number, value))
    return found


def blank_directory(block: memoryview, order: str, directory: int, left: Left) -> None:
    for position, _tag, size, value in entries(block, order, directory, left):
        if size > LARGEST_VALUE:
            raise LocationStays
        if size > 4:
            blank(block, value, size)
        blank(block, position, 12)
    blank(block, directory, 2)


def blank(block: memoryview, start: int, size: int) -> None:
    end = min(start + size, len(block))
    if start < end:
        block[start:end] = bytes(end - start)


def correct_checksums(data: bytearray) -> None:
    """Of a PNG's chunks that hold Exif or text."""
    position = len(PNG_MARK)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        name, end = data[position + 4 : position + 8], position + 8 + length
        if name in (b"eXIf", b"iTXt", b"tEXt") and end + 4 <= len(data):
            struct.pack_into(">I", data, end, zlib.crc32(data[position + 4 : end]))
        position = end + 4
