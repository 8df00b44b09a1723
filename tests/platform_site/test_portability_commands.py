"""What export_store, import_store, clone_store and erase_store do when they are told wrong things:
they say so in a line, and leave everything as it was. And what comes out of them sells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from catalog.models import Product, StockItem
from commerce.models import Order
from platform_site import command_line
from stores.models import BasePage, Image, Plan, Store, User
from stores.scope import platform_scope, store_scope
from stores.services.clone_store import clone_store
from stores.services.export_store import export_store
from stores.services.import_store import import_store
from tests.commerce.shop import add, buy
from tests.factories import make_product
from tests.plans import put_on_plan


@pytest.fixture(autouse=True)
def run_here(monkeypatch, settings):
    """In this process and its transaction, which the command line would close behind it."""
    settings.EMBEDDED_POSTGRES = False
    monkeypatch.setattr(
        command_line,
        "execute_from_command_line",
        lambda argv: call_command(*argv[1:]),
    )


@pytest.fixture
def archive(store: Store, tmp_path: Path) -> Path:
    with store_scope(store):
        make_product(store, "Mug", price="10.00", stock=5, image=True)
    path = tmp_path / "alpha.zip"
    export_store(store=store, output=path)
    return path


def manage(*words: Any) -> None:
    command_line.run(["manage.py", *map(str, words)], settings)


def everything() -> tuple[Any, ...]:
    """What a store, its pages and people would add to; and the files of all stores."""
    with platform_scope():
        counts = [model.objects.count() for model in (Store, BasePage, User, Product, Image, Order)]
        files = sorted(str(path) for path in Path(settings.MEDIA_ROOT).rglob("*"))
        return (*counts, files)


@pytest.mark.parametrize("slug", ["nobody", "platform", "", "al pha", "alpha'--"])
@pytest.mark.parametrize("command", ["export_store", "clone_store", "erase_store"])
def test_a_store_that_is_not_there_is_named(archive, tmp_path, command, slug):
    more = {
        "export_store": ["--output", tmp_path / "new.zip"],
        "clone_store": ["--slug", "clone"],
        "erase_store": ["--yes"],
    }
    before = everything()
    with pytest.raises((SystemExit, CommandError)) as refused:
        manage(command, "--store", slug, *more[command])
    assert "store" in str(refused.value)
    assert everything() == before
    assert not (tmp_path / "new.zip").exists()


def test_a_file_that_is_there_is_not_written_over(store, archive):
    before = archive.read_bytes()
    with pytest.raises(CommandError, match="--force"):
        manage("export_store", "--store", store.slug, "--output", archive)
    assert archive.read_bytes() == before
    manage("export_store", "--store", store.slug, "--output", archive, "--force")
    assert archive.read_bytes() == before


@pytest.mark.parametrize("where", ["missing/folder/alpha.zip", "folder"])
def test_where_no_file_can_be_written_the_command_says_so(store, archive, tmp_path, where):
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError, match="Cannot write"):
        manage("export_store", "--store", store.slug, "--output", tmp_path / where, "--force")
    assert {path.name for path in tmp_path.iterdir()} == {"alpha.zip", "folder", "media"}
    assert not list((tmp_path / "folder").iterdir())


@pytest.mark.parametrize("what", ["missing", "folder", "empty", "text", "half"])
def test_a_file_that_cannot_be_read_makes_no_store(archive, tmp_path, what):
    bad = tmp_path / "bad.zip"
    if what == "folder":
        bad.mkdir()
    elif what != "missing":
        whole = archive.read_bytes()
        bad.write_bytes({"empty": b"", "text": b"hello", "half": whole[: len(whole) // 2]}[what])
    before = everything()
    with pytest.raises(CommandError):
        manage("import_store", bad, "--slug", "copy")
    assert everything() == before


@pytest.mark.parametrize("slug", ["beta", "admin", "No Slug", "", "-a", "a" * 70, "ümlaut"])
@pytest.mark.parametrize("command", ["import_store", "clone_store"])
def test_a_slug_that_cannot_be_had_makes_no_store(archive, other_store, command, slug):
    before = everything()
    words = {
        "import_store": ["import_store", archive, f"--slug={slug}"],
        "clone_store": ["clone_store", "--store", "alpha", f"--slug={slug}"],
    }
    with pytest.raises(CommandError):
        manage(*words[command])
    assert everything() == before


@pytest.mark.parametrize(
    "words",
    [
        ["export_store", "--store", "alpha"],
        ["clone_store", "--store", "alpha"],
        ["import_store", "--slug", "copy"],
        ["import_store", "alpha.zip"],
    ],
)
def test_what_is_missing_is_asked_for(archive, words):
    before = everything()
    with pytest.raises(CommandError, match="required"):
        manage(*words)
    assert everything() == before


def test_nothing_is_erased_without_yes(store, archive):
    before = everything()
    with pytest.raises(CommandError, match="--yes"):
        manage("erase_store", "--store", store.slug)
    assert everything() == before


# What comes out of them ----------------------------------------------------------------------


@pytest.mark.parametrize("way", ["clone", "import"])
def test_an_order_is_placed_in_the_new_store(store, archive, way):
    with store_scope(store):
        original = Product.objects.get()
    buy(Client(HTTP_HOST="alpha.localhost"), original)
    if way == "clone":
        copy = clone_store(store=store, slug="copy")
    else:
        copy = import_store(file=archive, slug="copy")
    with store_scope(copy):
        product = Product.objects.get()
        if way == "clone":  # It begins with nothing on its shelves.
            assert "sold out" in add(Client(HTTP_HOST="copy.localhost"), product, follow=True).text
        StockItem.objects.update(on_hand=3)
    answer = buy(Client(HTTP_HOST="copy.localhost"), product, quantity=2)
    assert answer.status_code == 302
    with store_scope(copy):
        order = Order.objects.exclude(number=None).get()
        assert order.number == 1001
        assert (order.status, order.lines.get().quantity) == ("placed", 2)
    with store_scope(store):
        assert Order.objects.exclude(number=None).count() == 1


def test_an_import_takes_the_plan_that_is_named(store, archive):
    with pytest.raises(CommandError, match="There is no plan nowhere"):
        manage("import_store", str(archive), "--slug", "copy", "--plan", "nowhere")
    Plan.objects.create(code="roomy", name="Roomy")
    manage("import_store", str(archive), "--slug", "copy", "--plan", "roomy")
    assert Store.objects.get(slug="copy").plan.code == "roomy"


@pytest.mark.parametrize("way", ["clone", "import"])
def test_a_copy_has_no_more_than_its_plan_allows(store, archive, way):
    """``fit_plan``: or else a plan's limit were gone around by a clone."""
    with store_scope(store):
        make_product(store, "Cup", price="4.00")
    put_on_plan(store, products=1)
    if way == "import":
        archive = archive.with_name("beyond.zip")
        export_store(store=store, output=archive)
    before = everything()

    def make() -> Store:
        if way == "clone":
            return clone_store(store=store, slug="copy")
        return import_store(file=archive, slug="copy")

    with pytest.raises(ValidationError) as refused:
        make()
    assert "Small" in str(refused.value)
    assert "2 of 1" in str(refused.value)
    assert everything() == before
    with platform_scope():
        Plan.objects.filter(pk=store.plan_id).update(limits={"products": 2})
    assert make().plan_id == store.plan_id
