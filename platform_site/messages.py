"""The catalogues of translated texts (``locale/``): what is in the code, what is translated of it,
and the compiled form. Babel does it all, so that no program besides Python is needed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

PACKAGES = ("catalog", "commerce", "platform_site", "stores", "templates")
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
    " : n%100>=11 ? 4 : 5);",
}
"""Where Babel's own rule is not that of Unicode's CLDR."""
ONE_DAY = datetime(2026, 1, 1, tzinfo=UTC)
LEFT_OUT = {"migrations", "static", "__pycache__"}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def folder(language: str) -> Path:
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES"


def languages() -> list[str]:
    """Those that need a catalogue: the texts in the code are English."""
    return [code for code, _name in settings.LANGUAGES if code != "en"]


def texts_in_code() -> Catalog:
    """All texts that the code marks for translation, with the files they are in."""
    found = Catalog()
    for path in source_files():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        for _line, text, _comments, context in extract(
            "python", io.BytesIO(as_python(path, name)), keywords=KEYWORDS
        ):
            if text:
                found.add(text, locations=[(name, 0)], context=context)
    return found


def source_files() -> Iterator[Path]:
    base = Path(settings.BASE_DIR)
    for package in PACKAGES:
        for path in sorted((base / package).rglob("*")):
            is_source = path.suffix in {".py", ".html", ".txt"}
            if is_source and not LEFT_OUT.intersection(path.parts):
                yield path


def as_python(path: Path, name: str) -> bytes:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        lines = templatize(text, origin=name).splitlines()
        text = "\n".join(line.lstrip() for line in lines)
    return text.encode()


def read_catalogue(language: str) -> Catalog:
    path = folder(language) / "django.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update_catalogue(language: str, texts: Catalog) -> Catalog:
    """The catalogue with what is new in the code and without what is gone; nothing is guessed."""
    known = read_catalogue(language)
    fresh = new_catalogue(language)
    for message in texts:
        if not message.id:
            continue
        before = known.get(message.id, message.context)
        fresh.add(
            message.id,
            before.string if before else None,
            locations=message.locations,
            context=message.context,
        )
    return fresh


def new_catalogue(language: str) -> Catalog:
    """With a header that says nothing of the day: a catalogue changes with its texts alone."""
    catalogue = Catalog(
        locale=language,
        project="Galleria",
        version="1",
        header_comment="# Texts of Galleria; written by manage.py messages.",
        creation_date=ONE_DAY,
        revision_date=ONE_DAY,
        fuzzy=False,
    )
    if language in PLURALS:
        catalogue.mime_headers = [("Plural-Forms", PLURALS[language])]
    return catalogue


def write_catalogue(language: str, catalogue: Catalog) -> None:
    folder(language).mkdir(parents=True, exist_ok=True)
    with (folder(language) / "django.po").open("wb") as file:
        write_po(file, catalogue, include_lineno=False, sort_output=True, width=100)
    (folder(language) / "django.mo").write_bytes(compiled(read_catalogue(language)))


def compiled(catalogue: Catalog) -> bytes:
    """As Django reads it. Texts without a translation are left out, and read in English."""
    output = io.BytesIO()
    write_mo(output, catalogue)
    return output.getvalue()


def lacking(catalogue: Catalog) -> list[Message]:
    """Texts without a translation, or with some of its plural forms missing."""
    return [message for message in catalogue if message.id and not is_whole(message)]


def is_whole(message: Message) -> bool:
    if isinstance(message.string, str):
        return bool(message.string)
    return bool(message.string) and all(message.string or ())
