from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import DatabaseError
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
from stores.portability.archive import CHUNK, ArchiveReader, BadArchive, Progress
from stores.portability.incoming import IncomingKeys, insert_rows
from stores.portability.rules import STORE_COLUMNS_LEFT_OUT, trade_tables
from stores.portability.shapes import PAGE, Shape, shapes
from stores.scope import platform_scope
from stores.services.provision_store import hostname_of, problems_of, save_with_domain
from stores.steps import WHEN_IMPORTED
from stores.storage import store_folder


def import_store(*, file: Path, slug: str, progress: Progress | None = None) -> Store:
    """Make a store from the archive ``file``, under a new ``slug`` and the subdomain that goes
    with it; also one that another installation wrote.

    Its members get in by their e-mail addresses: those who have an account here keep it, the
    others get one without a password. Custom domains and the keys of payment providers are
    not in an archive and are set up anew.

    All or nothing, in one transaction; locks the root of the page tree. Raises BadArchive for a
    file that is damaged, changed, or of another version, ValidationError by field for a slug that
    is taken. Twice, the second raises for the slug."""
    archive = ArchiveReader(file)
    archive.verify()
    taken = check_tables(archive)
    store: Store | None = None
    try:
        with platform_scope(), transaction.atomic():
            store = make_store(archive, slug)
            with platform_scope(on_behalf_of=store):
                bring_in(archive, store, taken, progress)
    except BaseException as error:
        if store is not None and store.pk:
            shutil.rmtree(store_folder(settings.MEDIA_ROOT, store.pk), ignore_errors=True)
        if isinstance(error, DatabaseError):
            raise BadArchive(f"The archive does not fit together: {error}") from error
        raise
    return store


def check_tables(archive: ArchiveReader) -> list[Shape]:
    """What the archive holds is what this version knows, column by column."""
    listed = archive.manifest.get("tables") or {}
    expected = shapes()
    if not archive.manifest.get("trade", True):
        expected = {name: s for name, s in expected.items() if name not in trade_tables()}
    for name in sorted(set(listed) ^ set(expected)):
        raise BadArchive(f"The archive is of another version: it differs in the table {name}.")
    for name, shape in expected.items():
        if listed[name]["columns"] != list(shape.columns):
            raise BadArchive(f"The archive is of another version: {name} has other columns.")
    return list(expected.values())


def make_store(archive: ArchiveReader, slug: str) -> Store:
    facts = archive.json("store.json")
    plan = Plan.objects.filter(code=facts.pop("plan")).first() or Plan.objects.get(is_default=True)
    known = {f.column: f.attname for f in Store._meta.concrete_fields}
    if unknown := set(facts) - set(known) | (set(facts) & STORE_COLUMNS_LEFT_OUT):
        raise BadArchive(f"The archive says something unknown of the store: {sorted(unknown)}.")
    store = Store(**{known[column]: value for column, value in facts.items()}, slug=slug, plan=plan)
    hostname = hostname_of(store)
    if errors := problems_of(store, hostname):
        raise ValidationError(errors)
    save_with_domain(store, hostname)
    return store


def bring_in(
    archive: ArchiveReader, store: Store, taken: list[Shape], progress: Progress | None
) -> None:
    StoreGeneration.objects.create(store=store)
    keys = prepare_keys(archive, store, taken)
    for done, shape in enumerate(taken, 1):
        insert_rows(shape, archive.lines(f"tables/{shape.table}.jsonl"), keys)
        if progress:
            progress(done, len(taken))
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
    write_media(archive)
    Branding.objects.get(store=store).save()  # Makes its pictures.
    WHEN_IMPORTED.run(store)
    if not Membership.objects.filter(store=store).exists():
        raise BadArchive("The archive names nobody who could own the store.")
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
        raise BadArchive("The archive has no pages.")
    return keys


def find_or_make_person(person: dict[str, str]) -> User:
    found = User.objects.with_address(person["email"]).first()
    return found or User.objects.create_user(
        person["email"], first_name=person["first_name"], last_name=person["last_name"]
    )


def write_media(archive: ArchiveReader) -> None:
    for name in archive.media():
        target = Path(default_storage.path(name.removeprefix("media/")))
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file, CHUNK)
