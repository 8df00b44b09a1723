from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import DatabaseError
from django.utils.translation import gettext as _
from wagtail.models import Site

from stores.models import (
    BasePage,
    Branding,
    Membership,
    Plan,
    Store,
    StoreGeneration,
    User,
)
from stores.portability.archive import CHUNK, ArchiveReader, BadArchive, Progress, part
from stores.portability.incoming import IncomingKeys, insert_rows
from stores.portability.rules import STORE_COLUMNS_LEFT_OUT, trade_tables
from stores.portability.shapes import PAGE, Shape, shapes
from stores.scope import platform_scope
from stores.services.export_store import steps
from stores.services.new_store import hostname_of, problems_of, save_with_domain
from stores.steps import WHEN_IMPORTED
from stores.storage import store_folder

SHORTEST_ROW = len("{}\n")
MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What values raise that are of another kind than this version writes."""


def import_store(
    *,
    file: Path,
    slug: str,
    name: str = "",
    plan: str = "",
    progress: Progress | None = None,
    began: Callable[[Store], None] | None = None,
) -> Store:
    """Make a store from the archive ``file``, under a new ``slug`` and the subdomain that goes
    with it; also one that another installation wrote. ``name`` is the new store's, unless it
    keeps that of the archive; ``plan`` the code of its plan, or else the archive's, or the usual
    one if there is none of that code here.

    Its members get in by their e-mail addresses: those who have an account here keep it, the
    others get one without a password. Custom domains and the keys of payment providers are
    not in an archive and are set up anew.

    ``progress`` is called with what is done and what there is to do, and what it raises ends the
    import; ``began`` with the store, before a file of its is written.

    All or nothing, in one transaction; locks the root of the page tree. Raises BadArchive for a
    file that is damaged, changed, or of another version, ValidationError by field for a slug that
    is taken. Twice, the second raises for the slug."""
    archive = ArchiveReader(file)
    archive.verify(part(progress, 0, 30))
    taken = check_tables(archive)
    store: Store | None = None
    try:
        with platform_scope(), transaction.atomic():
            store = make_store(archive, slug, name, plan)
            if began is not None:
                began(store)
            with platform_scope(on_behalf_of=store):
                bring_in(archive, store, taken, part(progress, 30, 100))
    except BaseException as error:
        if store is not None and store.pk:
            shutil.rmtree(store_folder(settings.MEDIA_ROOT, store.pk), ignore_errors=True)
        if isinstance(error, DatabaseError):
            raise BadArchive(
                _("The archive does not fit together: %(problem)s") % {"problem": error}
            ) from error
        if isinstance(error, MALFORMED) and not isinstance(error, BadArchive | ValidationError):
            raise BadArchive(
                _("The archive holds something that is not as it should be.")
            ) from error
        raise
    return store


def check_tables(archive: ArchiveReader) -> list[Shape]:
    """What the archive holds is what this version knows, column by column."""
    listed = archive.manifest.get("tables") or {}
    if not isinstance(listed, dict) or not all(is_table(facts) for facts in listed.values()):
        raise BadArchive(_("The archive is of a format that this version cannot read."))
    expected = shapes()
    if not archive.manifest.get("trade", True):
        expected = {name: s for name, s in expected.items() if name not in trade_tables()}
    for name in sorted(set(listed) ^ set(expected)):
        raise BadArchive(
            _("The archive is of another version: it differs in the table %(table)s.")
            % {"table": name}
        )
    for name, shape in expected.items():
        if listed[name]["columns"] != list(shape.columns):
            raise BadArchive(
                _("The archive is of another version: %(table)s has other columns.")
                % {"table": name}
            )
        if listed[name]["rows"] > archive.size(f"tables/{name}.jsonl") // SHORTEST_ROW:
            raise BadArchive(
                _("The archive claims more rows of %(table)s than it holds.") % {"table": name}
            )
    return list(expected.values())


def is_table(facts: Any) -> bool:
    rows = facts.get("rows") if isinstance(facts, dict) else None
    return isinstance(rows, int) and rows >= 0 and isinstance(facts.get("columns"), list)


def make_store(archive: ArchiveReader, slug: str, name: str, plan_code: str) -> Store:
    facts = archive.json("store.json")
    plan = plan_of(facts.pop("plan"), plan_code)
    known = {f.column: f.attname for f in Store._meta.concrete_fields}
    if unknown := set(facts) - set(known) | (set(facts) & STORE_COLUMNS_LEFT_OUT):
        raise BadArchive(
            _("The archive says something unknown of the store: %(names)s.")
            % {"names": ", ".join(sorted(unknown))}
        )
    store = Store(**{known[column]: value for column, value in facts.items()}, slug=slug, plan=plan)
    store.name = name.strip() or store.name
    hostname = hostname_of(store)
    if errors := problems_of(store, hostname):
        raise ValidationError(errors)
    save_with_domain(store, hostname)
    return store


def plan_of(archived: str, wanted: str) -> Plan:
    if wanted:
        plan = Plan.objects.filter(code=wanted).first()
        if plan is None:
            raise ValidationError({"plan": _("There is no plan %(code)s.") % {"code": wanted}})
        return plan
    return Plan.objects.filter(code=archived).first() or Plan.objects.get(is_default=True)


def bring_in(
    archive: ArchiveReader, store: Store, taken: list[Shape], progress: Progress | None
) -> None:
    StoreGeneration.objects.create(store=store)
    keys = prepare_keys(archive, store, taken)
    step = steps(progress, len(taken) + len(archive.media()))
    for shape in taken:
        insert_rows(shape, archive.lines(f"tables/{shape.table}.jsonl"), keys)
        step()
    home = BasePage.objects.get(path=keys.home_path)
    site = Site.objects.create(
        pk=keys.site_id,
        hostname=hostname_of(store),
        port=settings.PUBLIC_PORT,
        site_name=store.name,
        root_page=home,
    )
    store.site = site
    store.save(update_fields=["site"])
    write_media(archive, step)
    Branding.objects.get(store=store).save()  # Makes its pictures.
    WHEN_IMPORTED.run(store)
    if not Membership.objects.filter(store=store).exists():
        raise BadArchive(_("The archive names nobody who could own the store."))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # What does not fit is found here.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def prepare_keys(archive: ArchiveReader, store: Store, taken: list[Shape]) -> IncomingKeys:
    root = BasePage.objects.select_for_update().get(depth=1)
    last = root.get_last_child()
    home_path = last._inc_path() if last else BasePage._get_path(root.path, 2, 1)
    BasePage.objects.filter(pk=root.pk).update(numchild=F("numchild") + 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('wagtailcore_site', 'id'))")
        site_id = cursor.fetchone()[0]
    people = [find_or_make_person(person) for person in archive.lines("people.jsonl")]
    keys = IncomingKeys(store, site_id, home_path, people)
    for shape in taken:
        if shape.has_own_key:
            keys.take(shape, archive.manifest["tables"][shape.table]["rows"])
    if not keys.keys[PAGE]:
        raise BadArchive(_("The archive has no pages."))
    return keys


def find_or_make_person(person: dict[str, str]) -> User:
    found = User.objects.with_address(person["email"]).first()
    return found or User.objects.create_user(
        person["email"], first_name=person["first_name"], last_name=person["last_name"]
    )


def write_media(archive: ArchiveReader, step: Callable[[], None]) -> None:
    for name in archive.media():
        step()
        target = Path(default_storage.path(name.removeprefix("media/")))
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file, CHUNK)
