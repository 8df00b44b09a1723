"""A new store that begins as a copy of another: its pages, products, pictures and settings, and
nothing of the people, the customers and the money of the store that it is a copy of."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stores.models import Store
from stores.money import currency_exponent
from stores.portability.archive import ArchiveReader, ArchiveWriter
from stores.portability.outgoing import OutgoingKeys
from stores.portability.people_rules import people_tables
from stores.portability.rules import trade_tables
from stores.portability.shapes import PEOPLE, Shape, shapes
from stores.scope import store_scope
from stores.services.export_store import one_moment, write_media, write_tables
from stores.services.import_store import bring_in
from stores.steps import WHEN_COPIED

NO_PICTURES = {"logo_id": None, "favicon_id": None}
NOT_TAKEN_OVER = {"stores_branding": NO_PICTURES, "stores_brandingversion": NO_PICTURES}
"""Who a store is, its logo says: that is the new owner's to choose."""


def check_template(template: Store, currency: str) -> None:
    """Raises ValidationError by field (template) where ``template`` cannot be copied."""
    if not template.is_template:
        raise ValidationError({"template": _("This template is no longer offered.")})
    if currency_exponent(template.currency) != currency_exponent(currency):
        raise ValidationError(
            {
                "template": _(
                    "The prices of “%(name)s” are in %(theirs)s and cannot be written in %(yours)s."
                    " Choose another template, or none."
                )
                % {"name": template.name, "theirs": template.currency, "yours": currency}
            }
        )


@contextmanager
def taken_down(template: Store) -> Generator[Path]:
    """What of ``template`` goes into a copy, as an archive that lasts as long as the block.

    Reads one moment of the template and locks nothing."""
    shapes_taken = copied_shapes()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.zip"
        with store_scope(template), one_moment(), ArchiveWriter(path) as archive:
            keys = OutgoingKeys(template, shapes_taken)
            keys.positions[PEOPLE] = {}  # So that nothing names them.
            tables, names = write_tables(archive, shapes_taken, keys, no_progress)
            write_media(archive, sorted(names), no_progress)
            archive.write_lines("people.jsonl", [])
            archive.finish(tables=tables, trade=False)
        yield path


def fill_from(archive: Path, template: Store, store: Store) -> None:
    """Give the new ``store``, which has an owner already, all that ``taken_down`` found. Inside
    the caller's transaction, in the platform's scope on behalf of the store; locks the root of
    the page tree. Twice fails: the store has its pages then."""
    bring_in(AdaptingReader(archive, template, store), store, copied_shapes(), None)
    WHEN_COPIED.run(store)


def copied_shapes() -> list[Shape]:
    left = trade_tables() | people_tables()
    return [shape for shape in shapes().values() if shape.table not in left]


def no_progress() -> None:
    """Nobody watches: the whole is a matter of a second."""


class AdaptingReader(ArchiveReader):
    """Reads the template's rows as they are to be in the new store."""

    def __init__(self, path: Path, template: Store, store: Store) -> None:
        super().__init__(path)
        self.put = putting(template, store)

    def lines(self, name: str) -> Iterator[Any]:
        table = name.removeprefix("tables/").removesuffix(".jsonl")
        for row in super().lines(name):
            yield {**self.put(row), **NOT_TAKEN_OVER.get(table, {})}


def putting(template: Store, store: Store) -> Callable[[Any], Any]:
    """The new store's name where a text is the template's and nothing else, its address wherever
    the template's stands: a sentence that holds the name by chance stays as it is."""

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: put(one) for key, one in value.items()}
        if isinstance(value, list):
            return [put(one) for one in value]
        return put_text(value) if isinstance(value, str) else value

    def put_text(text: str) -> str:
        if text == template.name:
            return store.name
        if text.startswith("[{") and (blocks := as_blocks(text)) is not None:
            return json.dumps(put(blocks), ensure_ascii=False)  # A page's body in a revision.
        if template.contact_email:
            return text.replace(template.contact_email, store.contact_email)
        return text

    return put


def as_blocks(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
