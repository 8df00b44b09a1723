"""What may be uploaded, by every way into the admin, and what comes back out."""

from __future__ import annotations

import contextlib
import io
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow

from stores.models import Document, Image, Store
from stores.photo_location import LocationStays, without_location
from stores.scope import store_scope
from tests.factories import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(store: Store, as_member: Any, store_client: Any) -> Client:
    return store_client(store, as_member(store, "Owner"))


def upload(data: bytes, name: str, content_type: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=content_type or "image/png")


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    data = io.BytesIO()
    Pillow.new("RGB", size, "#336699").save(data, kind, **options)
    return data.getvalue()


# Every way in: each takes a file and returns what the person is told; nothing if it came in.


def errors_of(response: Any) -> str:
    if response.status_code == 302:
        return ""
    return " ".join(response.context["form"].errors.get("file", ["?"]))


def told_at_once(response: Any) -> str:
    answer = response.json()
    return "" if answer.get("success") else answer["error_message"]


def chosen(response: Any) -> str:
    answer = response.json()
    if answer["step"] == "chosen":
        return ""
    found = re.search(r'class="error-message">(.*?)</', answer["htmlFragment"], re.DOTALL)
    return " ".join(found[1].split()) if found else "?"


def image_add(client: Client, file: Any) -> str:
    return errors_of(client.post("/admin/images/add/", {"title": "New", "file": file}))


def image_multiple(client: Client, file: Any) -> str:
    return told_at_once(
        client.post("/admin/images/multiple/add/", {"title": "New", "files[]": file})
    )


def image_chooser(client: Client, file: Any) -> str:
    data = {"image-chooser-upload-title": "New", "image-chooser-upload-file": file}
    return chosen(client.post("/admin/images/chooser/create/", data))


def image_replaced(client: Client, file: Any) -> str:
    image = Image.objects.order_by("pk").first()
    return errors_of(
        client.post(f"/admin/images/{image.pk}/", {"title": "New", "tags": "", "file": file})
    )


def document_add(client: Client, file: Any) -> str:
    return errors_of(client.post("/admin/documents/add/", {"title": "New", "file": file}))


def document_multiple(client: Client, file: Any) -> str:
    return told_at_once(
        client.post("/admin/documents/multiple/add/", {"title": "New", "files[]": file})
    )


def document_chooser(client: Client, file: Any) -> str:
    data = {"document-chooser-upload-title": "New", "document-chooser-upload-file": file}
    return chosen(client.post("/admin/documents/chooser/create/", data))


def document_replaced(client: Client, file: Any) -> str:
    document = Document.objects.order_by("pk").first()
    return errors_of(
        client.post(f"/admin/documents/edit/{document.pk}/", {"title": "New", "file": file})
    )


Way = Callable[[Client, Any], str]
IMAGE_WAYS = [image_add, image_multiple, image_chooser, image_replaced]
DOCUMENT_WAYS = [document_add, document_multiple, document_chooser, document_replaced]


@pytest.fixture
def old(store: Store) -> None:
    make_image(store, "Old")
    with store_scope(store):
        Document.objects.create(title="Old", file=upload(b"old", "old.txt"))


def kept() -> set[str]:
    return {
        *Image.objects.values_list("file", flat=True),
        *Document.objects.values_list("file", flat=True),
    }


# Pictures


def gif(frames: int, size: tuple[int, int] = (1, 1)) -> bytes:
    """Of the smallest frames there are."""
    head = b"GIF89a" + struct.pack("<HH", *size) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, *size) + b"\0\x02\x02\x44\x01\0"
    return head + frame * frames + b";"


def hidden_frames(head: bytes, length: int) -> bytes:
    """One picture to who takes it by its word; to Pillow a block of that length and many more."""
    rest = gif(1)[19:]
    return gif(1)[:19] + head + rest + bytes(length - len(rest) + 2) + gif(600)[19:]


def png_head(width: int, height: int) -> bytes:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


def webp_head(width: int, height: int) -> bytes:
    """A WebP that says it is so large: the canvas of an animation."""
    data = bytearray(animation("WEBP"))
    assert data[12:16] == b"VP8X"
    data[24:27] = (width - 1).to_bytes(3, "little")
    data[27:30] = (height - 1).to_bytes(3, "little")
    return bytes(data)


def animation(kind: str, frames: int = 3, size: tuple[int, int] = (20, 20)) -> bytes:
    pictures = [Pillow.new("RGB", size, (n % 256, n // 256, 99)) for n in range(frames)]
    data = io.BytesIO()
    exact = {"lossless": True} if kind == "WEBP" else {}
    pictures[0].save(data, kind, save_all=True, append_images=pictures[1:], **exact)
    return data.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"

BAD_PICTURES = {
    "svg": (SVG, "logo.svg", "supported"),
    "svg called png": (SVG, "logo.png", "does not match|valid image"),
    "html": (HTML, "page.html", "supported|valid image"),
    "html called png": (HTML, "page.png", "valid image"),
    "jpeg called png": (picture("JPEG"), "mug.png", "does not match"),
    "png called html": (picture(), "mug.html", "not allowed|Not a supported"),
    "two endings": (picture(), "mug.png.html", "not allowed|Not a supported"),
    "no ending": (picture(), "mug", "not allowed|Not a supported"),
    "tiff": (picture("TIFF"), "mug.tiff", "not allowed|Not a supported"),
    "bmp called png": (picture("BMP"), "mug.png", "does not match"),
    "ico called png": (picture("ICO"), "mug.png", "does not match|valid image"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "mug.png", "valid image"),
    "empty": (b"", "mug.png", "empty"),
    "cut off": (picture(size=(300, 300))[:150], "mug.png", "valid image"),
    "jpeg cut off": (picture("JPEG", (400, 400))[:600], "mug.jpg", "valid image"),
    "webp cut off": (picture("WEBP", (400, 400))[:60], "mug.webp", "valid image"),
    "avif cut off": (picture("AVIF", (400, 400))[:200], "mug.avif", "valid image"),
    "gif cut off": (gif(3)[:30], "mug.gif", "valid image"),
    "rubbish behind a head": (png_head(60, 60) + bytes(90), "mug.png", "valid image"),
    "many pixels": (png_head(30_000, 30_000) + picture()[33:], "mug.png", "too many pixels"),
    "many pixels in webp": (webp_head(16_000, 16_000), "mug.webp", "too many pixels"),
    "many frames": (gif(100_000), "mug.gif", "more than 500"),
    "frames in a block": (hidden_frames(b"!\xf9\0", 0x2C), "mug.gif", "valid image"),
    "frames behind what repeats": (
        hidden_frames(b"!\xff\x0bNETSCAPE2.0\0", 0x2C),
        "mug.gif",
        "valid image",
    ),
    "a large frame behind a small": (
        gif(1)[:-1] + gif(1, (12_000, 12_000))[19:],
        "mug.gif",
        "too many pixels",
    ),
    "many pixels in frames": (gif(300, (400, 400)), "mug.gif", "too many pixels"),
    "many frames in webp": (animation("WEBP", 501, (1, 1)), "mug.webp", "more than 500"),
    "many frames in png": (animation("PNG", 501, (1, 1)), "mug.png", "more than 500"),
    "too large": (picture() + bytes(10 * 1024 * 1024), "mug.png", "too big"),
}


@pytest.mark.parametrize("way", IMAGE_WAYS)
def test_a_bad_picture_is_refused_with_a_reason(old: None, owner: Client, way: Way) -> None:
    before = kept()
    for label, (data, name, reason) in BAD_PICTURES.items():
        told = way(owner, upload(data, name))
        assert re.search(reason, told), f"{label}: {told!r}"
        assert kept() == before, label


GOOD_PICTURES = {
    "mug.png": picture(),
    "mug.jpg": picture("JPEG"),
    "MUG.JPEG": picture("JPEG", (61, 40)),
    "mug.webp": picture("WEBP"),
    "mug.avif": picture("AVIF"),
    "mug.gif": animation("GIF"),
    "dance.webp": animation("WEBP"),
}


@pytest.mark.parametrize("way", IMAGE_WAYS)
def test_a_good_picture_comes_in(old: None, owner: Client, way: Way) -> None:
    for name, data in GOOD_PICTURES.items():
        before = kept()
        assert way(owner, upload(data, name)) == "", name
        assert kept() != before, name


def test_a_picture_that_is_a_script_too_is_only_a_picture(old: None, owner: Client) -> None:
    """Browsers are told that it is a picture, to believe it, and to run nothing in it."""
    polyglot = gif(1)[:-1] + b"\x21\xfe\x1d*/=1;alert(document.domain)//\0;" + HTML
    assert image_add(owner, upload(polyglot, "mug.gif")) == ""
    image = Image.objects.latest("pk")
    response = owner.get(f"/media/{image.file.name}")
    assert response.headers["Content-Type"] == "image/gif"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


# Where a photo was taken

PLACE = {1: "N", 2: (48.0, 8.0, 12.34), 3: "E", 4: (11.0, 34.0, 56.78)}
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="48,8.2N"/></x:xmpmeta>'
)


def photo(kind: str, **options: Any) -> bytes:
    data = io.BytesIO()
    source = Pillow.effect_noise((64, 48), 90).convert("RGB")
    exif = source.getexif()
    exif[0x010F] = "Camera & Sons"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update(PLACE)
    source.save(data, kind, exif=exif, **options)
    return data.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_place_is_taken_out_and_nothing_else(kind: str) -> None:
    data = photo(kind)
    assert Pillow.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    cleaned = without_location(data)
    after = Pillow.open(io.BytesIO(cleaned))
    assert not after.getexif().get_ifd(0x8825)
    assert after.getexif()[0x010F] == "Camera & Sons"
    assert len(cleaned) == len(data)
    assert after.tobytes() == Pillow.open(io.BytesIO(data)).tobytes()
    after = Pillow.open(io.BytesIO(cleaned))
    after.verify()  # Checksums, too.
    for value in (b"\x00\x00\x00\x30\x00\x00\x00\x01", b"\x30\x00\x00\x00\x01\x00\x00\x00"):
        assert value not in cleaned  # 48/1, in either order of bytes.


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_a_packet_that_tells_it_goes(kind: str) -> None:
    data = picture(kind, xmp=XMP)
    assert b"GPSLatitude" in data
    assert b"GPSLatitude" not in without_location(data)


def test_what_tells_no_place_stays_as_it_is() -> None:
    for data in (picture(), picture("JPEG"), picture("JPEG", xmp=b"<x:xmpmeta/>")):
        assert without_location(data) is data


def test_a_place_that_cannot_be_taken_out_is_said() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    with pytest.raises(LocationStays):
        without_location(picture(pnginfo=info))


def directory(*tags: int, values: int = 0) -> bytes:
    """Of Exif, in the Intel order: each entry with as many bytes at the file's start."""
    rows = [struct.pack("<HHII", tag, 7, values, 8) for tag in tags]
    return struct.pack("<H", len(tags)) + b"".join(rows)


@pytest.mark.parametrize(
    "tail",
    [
        b"II*\0" * 500_000,
        (b"II*\0\x08\0\0\0" + directory(*[0x8825] * 900)) * 90,
        (b"II*\0\x08\0\0\0" + directory(*[0x8825] * 65_535, values=2**31)) * 3,
    ],
    ids=["starts", "directories", "entries"],
)
def test_to_look_for_a_place_takes_no_hours(tail: bytes) -> None:
    began = time.monotonic()
    with contextlib.suppress(LocationStays):
        without_location(photo("JPEG") + tail)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("way", IMAGE_WAYS)
def test_a_shop_does_not_publish_where_a_photo_was_taken(
    old: None, owner: Client, way: Way
) -> None:
    assert way(owner, upload(photo("JPEG"), "mug.jpg")) == ""
    newest = Image.objects.get(file__endswith=".jpg", title="New")
    response = owner.get(f"/media/{newest.file.name}")
    data = b"".join(response.streaming_content)
    exif = Pillow.open(io.BytesIO(data)).getexif()
    assert exif[0x010F] == "Camera & Sons"
    assert not exif.get_ifd(0x8825)
    assert newest.file_size == len(data)


# Documents


def archive(*names: str, first: bytes = b"") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        if first:
            file.writestr("mimetype", first)
        for name in names:
            file.writestr(name, "x")
    return data.getvalue()


OPEN = b"application/vnd.oasis.opendocument."
DOCX = archive("[Content_Types].xml", "word/document.xml")
GOOD_DOCUMENTS = {
    "sizes.txt": "Größe\tS M L\r\n".encode(),
    "SIZES.TXT": b"S M L",
    "prices.csv": b"\xef\xbb\xbfname,price\nMug,<9\n",
    "windows.csv": "name\tprice\r\nMug\t9\r\n".encode("utf-16"),
    "old.txt": "Größe".encode("latin-1"),
    "manual.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "terms.rtf": b"{\\rtf1\\ansi Terms}",
    "letter.docx": DOCX,
    "table.xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "slides.pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "letter.odt": archive("content.xml", first=OPEN + b"text"),
    "table.ods": archive("content.xml", first=OPEN + b"spreadsheet"),
    "slides.odp": archive("content.xml", first=OPEN + b"presentation"),
    "book.epub": archive("META-INF/container.xml", first=b"application/epub+zip"),
    "patterns.zip": archive("a.txt", "b/c.txt"),
}
KIND = "cannot be offered"
CONTENT = "is not what a file called"
BAD_DOCUMENTS = {
    "html": (HTML, "page.html", KIND),
    "xhtml": (HTML, "page.xhtml", KIND),
    "svg": (SVG, "logo.svg", KIND),
    "xml": (b"<?xml version='1.0'?><a/>", "feed.xml", KIND),
    "script": (b"alert(1)", "code.js", KIND),
    "module": (b"alert(1)", "code.mjs", KIND),
    "mht": (b"MIME-Version: 1.0\n", "page.mht", KIND),
    "flash": (b"FWS\x05", "movie.swf", KIND),
    "program": (b"MZ\x90\0", "setup.exe", KIND),
    "macros": (DOCX, "letter.docm", KIND),
    "no ending": (b"text", "README", KIND),
    "ends in a dot": (b"text", "a.txt.", KIND),
    "two endings": (HTML, "manual.pdf.html", KIND),
    "html called txt": (HTML, "page.txt", CONTENT),
    "html after spaces": (b" \r\n\t" + HTML, "page.txt", CONTENT),
    "html after a mark": (b"\xef\xbb\xbf" + HTML, "page.csv", CONTENT),
    "html of two bytes": (HTML.decode().encode("utf-16"), "page.txt", CONTENT),
    "html called pdf": (HTML, "page.pdf", CONTENT),
    "html before pdf": (HTML + b"%PDF-1.7", "page.pdf", CONTENT),
    "svg called txt": (SVG, "logo.txt", CONTENT),
    "xml called csv": (b"<?xml version='1.0'?><a/>", "a.csv", CONTENT),
    "mht called txt": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "a.txt", CONTENT),
    "program called txt": (b"MZ\x90\0\x03", "setup.txt", CONTENT),
    "picture called txt": (picture(), "mug.txt", CONTENT),
    "nul late in a text": (b"a" * 100_000 + b"\0", "a.txt", CONTENT),
    "text called pdf": (b"text", "a.pdf", CONTENT),
    "zip called docx": (archive("a.txt"), "a.docx", CONTENT),
    "xlsx called docx": (GOOD_DOCUMENTS["table.xlsx"], "a.docx", CONTENT),
    "docx called odt": (DOCX, "a.odt", CONTENT),
    "macros called docx": (
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        "a.docx",
        CONTENT,
    ),
    "zip cut off": (archive("a.txt")[:40], "a.zip", CONTENT),
    "zip with a long list": (archive(*(f"{n:0200}" for n in range(5000))), "a.zip", CONTENT),
    "rubbish called zip": (b"PK\x03\x04" + bytes(100), "a.zip", CONTENT),
    "pdf called zip": (b"%PDF-1.7", "a.zip", CONTENT),
    "empty": (b"", "a.txt", "empty"),
    "too large": (b"a" * (10 * 1024 * 1024 + 1), "a.txt", "too big"),
}


@pytest.mark.parametrize("way", DOCUMENT_WAYS)
def test_a_bad_document_is_refused_with_a_reason(old: None, owner: Client, way: Way) -> None:
    before = kept()
    for label, (data, name, reason) in BAD_DOCUMENTS.items():
        told = way(owner, upload(data, name, "application/pdf"))
        assert reason in told, f"{label}: {told!r}"
        assert kept() == before, label


@pytest.mark.parametrize("way", DOCUMENT_WAYS)
def test_a_good_document_comes_in(old: None, owner: Client, way: Way) -> None:
    for name, data in GOOD_DOCUMENTS.items():
        before = kept()
        assert way(owner, upload(data, name, "text/html")) == "", name
        assert kept() != before, name


def test_a_document_is_kept_and_not_shown(old: None, owner: Client) -> None:
    for name, data in GOOD_DOCUMENTS.items():
        assert document_add(owner, upload(data + b"", name, "text/html")) == ""
        document = Document.objects.latest("pk")
        response = owner.get(document.url)
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment"), name
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "html" not in response.headers["Content-Type"]
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert b"".join(response.streaming_content) == data


# Names

NAMES = [
    "../../../etc/passwd.txt",
    "..\\..\\evil.txt",
    "/etc/evil.txt",
    "C:\\evil.txt",
    "a" * 240 + ".txt",
    "größe 你好 " + "ж" * 100 + ".txt",
    "invoice\u202etxt.exe.txt",
    "evil\u0000.html.txt",
    ".txt.txt",
    "-rf.txt",
    "a;b&c|d'e\"f<g>.txt",
    "con.txt",
    "%2e%2e%2fevil.txt",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_leads_nowhere_and_cannot_be_guessed(old: None, owner: Client, name: str) -> None:
    assert document_add(owner, upload(b"text", name, "text/plain")) == ""
    document = Document.objects.latest("pk")
    assert re.fullmatch(r"documents/[\w.-]{0,60}\.[0-9a-f]{16}\.txt", document.file.name)
    response = owner.get(document.url)
    assert response.status_code == 200
    assert document.file.path.startswith(document.file.storage.location)


@pytest.mark.parametrize("name", NAMES)
def test_neither_does_a_pictures(old: None, owner: Client, name: str) -> None:
    assert image_add(owner, upload(picture(), name.removesuffix("txt") + "png")) == ""
    image = Image.objects.latest("pk")
    assert re.fullmatch(r"original_images/[\w.-]{0,60}\.[0-9a-f]{8,16}\.png", image.file.name)
    assert owner.get(f"/media/{image.file.name}").status_code == 200
