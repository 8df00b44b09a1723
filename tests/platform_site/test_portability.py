"""A store leaves as one archive and comes back as it was, is cloned, and is erased."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from catalog.models import Product, ProductIndex, StockItem
from stores.isolation.registry import Kind, store_tables
from stores.models import (
    AuditEntry,
    BasePage,
    ContentPage,
    Image,
    Membership,
    SecondFactor,
    Store,
    User,
)
from stores.portability.archive import ArchiveReader, BadArchive
from stores.portability.rules import LEFT_OUT, trade_tables
from stores.portability.shapes import shapes
from stores.roles import OPERATOR, SUPPORT, Role
from stores.scope import platform_scope, store_scope
from stores.services.clone_store import clone_store
from stores.services.erase_store import erase_store
from stores.services.export_store import export_store
from stores.services.import_store import import_store
from tests.isolation.furnish import Two, furnish_two


@pytest.fixture
def two(db: None) -> Two:
    """Two stores with a row in every table that a store can have rows in."""
    return furnish_two()


@pytest.fixture
def archive(two: Two, tmp_path: Path) -> Path:
    path = tmp_path / "store.zip"
    export_store(store=two.mine.store, output=path)
    return path


def rows_of(store_id: int) -> dict[str, int]:
    found = {}
    with platform_scope(), connection.cursor() as cursor:
        for rule in store_tables():
            cursor.execute(
                f'SELECT count(*) FROM "{rule.table}" WHERE "{rule.column}" = %s', [store_id]
            )
            if count := cursor.fetchone()[0]:
                found[rule.table] = count
    return found


def test_every_table_of_a_store_goes_along_or_has_a_reason_not_to(db: None) -> None:
    known = {rule.table for rule in store_tables()}
    assert set(LEFT_OUT) <= known
    with connection.cursor() as cursor:
        assert set(shapes()) == (
            known & set(connection.introspection.table_names(cursor))
        ) - set(LEFT_OUT)  # fmt: skip
    assert trade_tables() <= set(shapes())


def test_what_is_left_out_can_be_missing(db: None) -> None:
    """A column into a table that does not go along is empty on the other side."""
    for shape in shapes().values():
        for column, target in shape.links.items():
            field = next(f for f in shape.model._meta.local_fields if f.column == column)
            left_out = target in LEFT_OUT and target not in (
                "stores_store", "wagtailcore_site", "wagtailcore_collection",
            )  # fmt: skip
            dropped = target in trade_tables() and shape.table not in trade_tables()
            assert field.null or not (left_out or dropped), f"{shape.table}.{column}"


def test_export_import_export_is_identical(two: Two, archive: Path, tmp_path: Path) -> None:
    copy = import_store(file=archive, slug="copy")
    again = tmp_path / "again.zip"
    export_store(store=copy, output=again)
    assert again.read_bytes() == archive.read_bytes()


def test_the_archive_holds_a_row_of_every_table(archive: Path) -> None:
    tables = json.loads(zipfile.ZipFile(archive).read("manifest.json"))["tables"]
    empty = {name for name, facts in tables.items() if not facts["rows"]}
    assert empty <= {"stores_homepage"}


def test_nothing_of_another_store_is_in_the_archive(two: Two, archive: Path) -> None:
    zipped = zipfile.ZipFile(archive)
    for name in zipped.namelist():
        assert two.theirs.secret.encode() not in zipped.read(name), name


def test_no_secret_is_in_the_archive(two: Two, tmp_path: Path) -> None:
    from commerce.models import PaymentMethod

    with store_scope(two.mine.store):
        method = PaymentMethod.objects.first()
        method.credentials = {"secret_key": "sk_live_planted"}
        method.save()
    owner = Membership.objects.filter(store=two.mine.store).first().user
    SecondFactor.objects.get_or_create(user=owner, defaults={"secret": "PLANTEDSECRET"})
    path = tmp_path / "secrets.zip"
    export_store(store=two.mine.store, output=path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM commerce_paymentmethod WHERE id = %s", [method.pk])
        encrypted = cursor.fetchone()[0]
    zipped = zipfile.ZipFile(path)
    everything = b"".join(zipped.read(name) for name in zipped.namelist())
    for secret in ("sk_live_planted", "PLANTEDSECRET", encrypted, owner.password):
        assert secret.encode() not in everything


def test_an_imported_store_sells(two: Two, archive: Path) -> None:
    copy = import_store(file=archive, slug="copy")
    client = Client(HTTP_HOST="copy.localhost")
    with store_scope(copy):
        product = Product.objects.filter(live=True).first()
        assert ProductIndex.objects.filter(product=product).exists()
        page = ContentPage.objects.live().first()
    assert client.get("/").status_code == 200
    assert product.name in client.get(f"/products/{product.slug}/").content.decode()
    assert client.get(page.get_url()).status_code == 200
    assert BasePage.find_problems() == ([], [], [], [], [])


def test_blocks_links_and_revisions_name_the_new_rows(store: Store, tmp_path: Path) -> None:
    from tests.factories import make_image, make_product

    with store_scope(store):
        image = make_image(store)
        make_product(store, "Mug", image=True)
        page = ContentPage.objects.first()
        about = ContentPage.objects.last()
        page.body = json.dumps(
            [
                {
                    "type": "text",
                    "value": f'<p><a linktype="page" id="{about.pk}">About</a></p>',
                },
                {"type": "hero", "value": {"headline": "Hello", "image": image.pk}},
            ]
        )
        page.save_revision().publish()
        page.refresh_from_db()
    path = tmp_path / "store.zip"
    export_store(store=store, output=path)
    copy = import_store(file=path, slug="copy")
    with store_scope(copy):
        mine = ContentPage.objects.get(slug=page.slug)
        blocks = {block.block_type: block.value for block in mine.body}
        assert f'id="{ContentPage.objects.get(slug=about.slug).pk}"' in str(blocks["text"].source)
        assert blocks["hero"]["image"] == Image.objects.get(title=image.title)
        draft = mine.latest_revision.as_object()
        assert draft.pk == mine.pk
        assert next(b for b in draft.body if b.block_type == "hero").value["image"].store == copy
        assert Image.objects.get(title=image.title).file.open().read()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda files: files.update({"store.json": b'{"name":"Changed"}'}), "changed"),
        (lambda files: files.pop("people.jsonl"), "lists"),
        (lambda files: files.update({"media/extra.html": b"<script>"}), "lists"),
        (lambda files: files.pop("manifest.json"), "no archive"),
        (lambda files: files.update({"manifest.json": b"{}"}), "format"),
        (lambda files: files.update({"manifest.json": b"garbage"}), "no archive"),
    ],
)
def test_an_archive_that_was_changed_is_refused_and_leaves_nothing(
    archive: Path, tmp_path: Path, damage: Callable[[dict[str, bytes]], object], message: str
) -> None:
    zipped = zipfile.ZipFile(archive)
    files = {name: zipped.read(name) for name in zipped.namelist()}
    damage(files)
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as written:
        for name, content in files.items():
            written.writestr(name, content)
    before = Store.objects.count(), User.objects.count(), BasePage.objects.count()
    with pytest.raises(BadArchive, match=message):
        import_store(file=bad, slug="copy")
    assert (Store.objects.count(), User.objects.count(), BasePage.objects.count()) == before


def test_a_row_that_names_what_is_not_there_is_refused(archive: Path, tmp_path: Path) -> None:
    bad = tampered(archive, tmp_path, "tables/catalog_variant.jsonl", '"product_id":1', 999)
    with pytest.raises(BadArchive, match="999"):
        import_store(file=bad, slug="copy")
    assert not Store.objects.filter(slug="copy").exists()


def test_more_rows_than_there_are_take_no_numbers(two: Two, archive: Path, tmp_path: Path) -> None:
    huge = tampered(archive, tmp_path, "manifest.json", '"rows": ', 2_000_000_000)
    with pytest.raises(BadArchive, match="more rows"):
        import_store(file=huge, slug="copy")


def test_what_unpacks_to_more_than_the_disk_holds_is_not_unpacked(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(9, 9, 1))
    monkeypatch.setattr(ArchiveReader, "digest", lambda *_: pytest.fail("It was read."))
    with pytest.raises(BadArchive, match="room for 1\xa0byte"):
        import_store(file=archive, slug="copy")


@pytest.mark.parametrize("role", [OPERATOR, SUPPORT])
def test_an_archive_makes_nobody_more_than_staff(archive: Path, tmp_path: Path, role: str) -> None:
    name = "tables/stores_membership.jsonl"
    bad = tampered(archive, tmp_path, name, '"group_id":"Owner"', f'"{role}"')
    with pytest.raises(BadArchive, match=role):
        import_store(file=bad, slug="copy")
    assert not Store.objects.filter(slug="copy").exists()


def tampered(archive: Path, tmp_path: Path, name: str, what: str, number: int | str) -> Path:
    """As somebody would who also mends the checksums."""
    import hashlib

    zipped = zipfile.ZipFile(archive)
    files = {each: zipped.read(each) for each in zipped.namelist()}
    key = what.split(":", 1)[0]
    assert what.encode() in files[name]
    files[name] = files[name].replace(what.encode(), f"{key}:{number}".encode())
    manifest = json.loads(files["manifest.json"])
    if name in manifest["files"]:
        manifest["files"][name] = hashlib.sha256(files[name]).hexdigest()
    files["manifest.json"] = json.dumps(manifest).encode()
    bad = tmp_path / "tampered.zip"
    with zipfile.ZipFile(bad, "w") as written:
        for each, content in files.items():
            written.writestr(each, content)
    return bad


@pytest.mark.parametrize("slug", ["", "Bad Slug", "admin", "-x", "a" * 64])
def test_a_bad_address_is_refused(archive: Path, slug: str) -> None:
    with pytest.raises(ValidationError) as refused:
        import_store(file=archive, slug=slug)
    assert "slug" in refused.value.message_dict


def test_a_slug_that_is_taken_is_refused(two: Two, archive: Path) -> None:
    with pytest.raises(ValidationError, match="taken"):
        import_store(file=archive, slug=two.theirs.store.slug)


def test_a_clone_has_no_customers_and_no_stock(two: Two) -> None:
    clone = clone_store(store=two.mine.store, slug="clone")
    rows = rows_of(clone.pk)
    begins_anew = {"catalog_stockitem", "commerce_ordernumbercounter"}
    assert not set(rows) & (trade_tables() - begins_anew)
    with store_scope(clone):
        assert Product.objects.exists()
        assert set(StockItem.objects.values_list("on_hand", flat=True)) == {0}
        assert StockItem.objects.count() == rows["catalog_variant"]


def test_erasing_leaves_nothing_in_any_table_or_folder(
    two: Two, settings, django_capture_on_commit_callbacks
) -> None:
    folder = Path(settings.MEDIA_ROOT) / "stores" / str(two.mine.store.pk)
    assert folder.exists()
    before = rows_of(two.theirs.store.pk)
    assert set(rows_of(two.mine.store.pk)) >= set(shapes()) - {"stores_homepage"}
    with django_capture_on_commit_callbacks(execute=True):
        erase_store(store=two.mine.store)
    assert rows_of(two.mine.store.pk) == {}
    assert not folder.exists()
    assert rows_of(two.theirs.store.pk) == before
    assert BasePage.find_problems() == ([], [], [], [], [])
    entry = AuditEntry.objects.get(action="store.erased")
    assert entry.store_id == 0
    assert two.mine.store.slug in entry.object_name


def test_nothing_of_an_erased_store_is_left_in_any_text_of_the_database(two: Two) -> None:
    erase_store(store=two.mine.store)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s',
                           [f"%{two.mine.secret}%"])  # fmt: skip
            assert cursor.fetchone()[0] == 0, table


def test_the_audit_log_is_kept_again_after_an_erasure(two: Two) -> None:
    from django.db.utils import ProgrammingError

    erase_store(store=two.mine.store)
    with pytest.raises(ProgrammingError, match="append-only"):
        AuditEntry.objects.all().delete()


def test_people_of_an_erased_store_go_unless_they_are_elsewhere(
    store: Store, other_store: Store, as_member
) -> None:
    only_here = as_member(store, Role.EDITOR)
    both = as_member(store, Role.MANAGER)
    group = Membership.objects.filter(user=both).first().group
    with platform_scope(on_behalf_of=other_store):
        Membership.objects.create(store=other_store, user=both, group=group)
    erase_store(store=store)
    assert not User.objects.filter(pk=only_here.pk).exists()
    assert User.objects.filter(pk=both.pk).exists()


def test_somebody_whom_another_stores_history_names_stays_without_a_name(
    store: Store, other_store: Store, as_member
) -> None:
    former = as_member(store, Role.EDITOR)
    with store_scope(other_store):
        page = ContentPage.objects.first()
        revision = page.save_revision()
    with platform_scope():
        type(revision).objects.filter(pk=revision.pk).update(user_id=former.pk)
        erase_store(store=store)
    former.refresh_from_db()
    assert former.email.endswith("@invalid.example")
    assert not former.is_active
    assert not former.has_usable_password()


def test_the_platform_cannot_be_erased(db: None) -> None:
    with pytest.raises(ValueError, match="platform"):
        erase_store(store=Store.all_objects.get(pk=0))


def test_commands_export_import_clone_and_erase(store: Store, tmp_path: Path, capsys) -> None:
    path = tmp_path / "alpha.zip"
    with store_scope(store):
        call_command("export_store", output=str(path))
        with pytest.raises(CommandError, match="--force"):
            call_command("export_store", output=str(path))
        call_command("clone_store", slug="clone")
    call_command("import_store", str(path), slug="copy")
    assert set(Store.objects.filter(slug__in=["clone", "copy"]).values_list("slug", flat=True)) == {
        "clone", "copy",
    }  # fmt: skip
    copy = Store.objects.get(slug="copy")
    with store_scope(copy):
        with pytest.raises(CommandError, match="--yes"):
            call_command("erase_store")
        assert Store.objects.filter(slug="copy").exists()
        call_command("erase_store", yes=True)
    assert not Store.objects.filter(slug="copy").exists()


@pytest.mark.parametrize("command", ["export_store", "clone_store", "erase_store"])
def test_a_command_that_names_no_store_says_so(db: None, command: str, tmp_path: Path) -> None:
    options = {"export_store": {"output": str(tmp_path / "x.zip")}, "clone_store": {"slug": "x"}}
    with pytest.raises(CommandError, match="--store"):
        call_command(command, **options.get(command, {}))


def test_a_file_that_is_no_archive_is_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    with pytest.raises(CommandError, match="no archive"):
        call_command("import_store", str(path), slug="copy")
    with pytest.raises(CommandError, match="no archive"):
        call_command("import_store", str(tmp_path / "missing.zip"), slug="copy")


def test_public_tables_are_written_anew(db: None) -> None:
    assert {rule.table for rule in store_tables() if rule.kind is Kind.PUBLIC} <= set(LEFT_OUT)
