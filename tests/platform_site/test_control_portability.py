"""Stores leave, come in, are cloned and erased from Center Control, in the background."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from platform_site.control.jobs import portability
from platform_site.control.jobs.portability import ERASE, IMPORT, remove_half_made_store
from stores.models import AuditEntry, Job, Plan, Store
from stores.roles import Role
from stores.scope import platform_scope, store_scope
from stores.services.begin_job import begin_job
from stores.services.export_store import export_store
from stores.services.run_job import run_job
from tests.conftest import client_on
from tests.factories import make_product
from tests.platform_site.test_portability import rows_of

CONTROL = "/admin/control/stores/"
IMPORT_PATH = f"{CONTROL}import_store/"

Answer = Any


@pytest.fixture
def send(control_client: Client, django_capture_on_commit_callbacks) -> Callable[..., Answer]:
    """``send(path, data)``: posts, and lets the background worker do what that began."""

    def post(path: str, data: dict[str, Any] | None = None, **more: Any) -> Answer:
        with django_capture_on_commit_callbacks(execute=True):
            return control_client.post(path, data or {}, **more)

    return post


@pytest.fixture
def archive(store: Store, tmp_path: Path) -> bytes:
    make_product(store, "Mug", image=True)
    path = tmp_path / "alpha.zip"
    export_store(store=store, output=path)
    return path.read_bytes()


def newest() -> Job:
    job = Job.objects.order_by("-pk").first()
    assert job is not None
    return job


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def set_status(store: Store, status: str) -> None:
    Store.objects.filter(pk=store.pk).update(status=status)


# Export ------------------------------------------------------------------------------------


def test_an_export_is_made_and_downloaded_and_both_are_written_down(
    store: Store, send, control_client: Client
) -> None:
    make_product(store, "Mug")
    answer = send(f"{CONTROL}alpha/export/", {"trade": "on"})

    job = newest()
    assert answer.url == f"/admin/jobs/{job.public_id}/"
    shown = page(control_client, answer.url)
    assert "The archive of alpha has" in shown
    file = control_client.get(f"{answer.url}file/")
    assert file.headers["Content-Disposition"] == 'attachment; filename="alpha.zip"'
    assert "no-store" in file.headers["Cache-Control"]
    names = zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content))).namelist()
    assert "tables/commerce_order.jsonl" in names
    made = AuditEntry.objects.filter(action="export.made")
    assert made.filter(store=store, actor_name="operator@control.example").exists() or (
        made.filter(store=store).exclude(actor_name="").exists()
    )
    assert made.filter(store=0, object_name="alpha.zip").exists()


def test_an_export_without_trade_has_no_orders(store: Store, send, control_client) -> None:
    answer = send(f"{CONTROL}alpha/export/")
    file = control_client.get(f"{answer.url}file/")
    names = zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content))).namelist()
    assert "tables/commerce_order.jsonl" not in names


def test_no_address_serves_a_jobs_file(store: Store, send, control_client: Client) -> None:
    send(f"{CONTROL}alpha/export/")
    job = newest()
    for path in (
        f"/media/{job.file}",
        f"/media/jobs/0/{job.file}",
        f"/media/../private/jobs/0/{job.file}",
    ):
        assert control_client.get(path).status_code == 404
        assert client_on("alpha.localhost").get(path).status_code == 404


def test_a_file_that_was_removed_is_not_found(store: Store, send, control_client: Client) -> None:
    answer = send(f"{CONTROL}alpha/export/")
    from stores.jobs.files import remove_folder

    remove_folder(newest())
    assert control_client.get(f"{answer.url}file/").status_code == 404


# Who may see a job ---------------------------------------------------------------------------


def test_neither_a_stores_people_nor_another_store_reach_a_job_of_the_platform(
    store: Store, send, as_member, store_client
) -> None:
    send(f"{CONTROL}alpha/export/")
    job = newest()
    owner = store_client(store, as_member(store, Role.OWNER))
    for path in ("", "status/", "file/"):
        assert owner.get(f"/admin/jobs/{job.public_id}/{path}").status_code == 404
    assert owner.post(f"/admin/jobs/{job.public_id}/cancel/").status_code == 404
    assert job.title not in page(owner, "/admin/jobs/")


def test_a_stores_job_is_seen_by_who_runs_the_store_and_by_who_began_it(
    store: Store, other_store: Store, as_member, store_client, control_client, monkeypatch
) -> None:
    editor, colleague = as_member(store, Role.EDITOR), as_member(store, Role.FULFILMENT)
    with store_scope(store):
        job = Job.objects.create(
            kind="products.import", title="Import of products", requested_by=editor,
            state=Job.State.DONE, file="x/y.csv",
        )  # fmt: skip
    path = f"/admin/jobs/{job.public_id}/"

    assert store_client(store, as_member(store, Role.OWNER)).get(path).status_code == 200
    assert store_client(store, editor).get(path).status_code == 200
    assert store_client(store, colleague).get(path).status_code == 404
    other = store_client(other_store, as_member(other_store, Role.OWNER))
    for end in ("", "status/", "file/"):
        assert other.get(path + end).status_code == 404
    assert "Import of products" not in page(other, "/admin/jobs/")
    assert control_client.get(path).status_code == 404


def test_strangers_are_asked_to_sign_in(store: Store, send) -> None:
    send(f"{CONTROL}alpha/export/")
    stranger = client_on(django_settings.CONTROL_HOST)
    for path in ("", "status/", "file/"):
        answer: Answer = stranger.get(f"/admin/jobs/{newest().public_id}/{path}")
        assert answer.status_code == 302
        assert "/admin/login/" in answer.url


# The progress screen -------------------------------------------------------------------------


def test_a_job_under_way_is_watched_without_scripts_and_with_and_can_be_canceled(
    db: None, operator, control_client: Client
) -> None:
    job = Job.objects.create(
        kind="store.export", title="Export alpha", requested_by=operator,
        state=Job.State.RUNNING, done=30, total=120, message="Pictures",
    )  # fmt: skip
    path = f"/admin/jobs/{job.public_id}/"

    shown = page(control_client, path)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown
    assert 'value="25"' in shown
    assert "25 %" in shown
    assert 'aria-live="polite"' in shown
    assert "Pictures" in shown
    status = control_client.get(f"{path}status/").json()
    assert (status["percent"], status["under_way"], status["label"]) == (25, True, "Running")

    control_client.post(f"{path}cancel/")
    assert "ends at its next step" in page(control_client, path)


def test_the_list_names_the_newest_jobs_with_their_progress(
    db: None, operator, control_client: Client, django_assert_max_num_queries
) -> None:
    assert "Nothing was done in the background yet" in page(control_client, "/admin/jobs/")
    for n in range(60):
        Job.objects.create(
            kind="store.export", title=f"Export {n}", requested_by=operator, done=n, total=60
        )
    with django_assert_max_num_queries(12):
        shown = page(control_client, "/admin/jobs/")
    assert shown.index("Export 59") < shown.index("Export 0<")
    assert operator.email in shown


# Import --------------------------------------------------------------------------------------


def upload(content: bytes, name: str = "alpha.zip") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content, "application/zip")}


def test_an_archive_is_uploaded_checked_shown_and_imported(
    store: Store, archive: bytes, send, control_client: Client
) -> None:
    checked = send(IMPORT_PATH, upload(archive))
    shown = page(control_client, checked.url)
    assert "The archive is whole" in shown
    confirm = f"{IMPORT_PATH}{newest().public_id}/"
    assert confirm in shown
    assert not Store.objects.filter(slug="gamma-goods").exists()
    assert "Alpha" in page(control_client, confirm)

    done = send(confirm, {"slug": "gamma-goods", "name": "Gamma Goods"})

    made = Store.objects.get(slug="gamma-goods")
    assert made.name == "Gamma Goods"
    assert "/admin/control/stores/gamma-goods/" in page(control_client, done.url)
    assert client_on("gamma-goods.localhost").get("/").status_code in (200, 503)
    assert not list(Path(django_settings.PRIVATE_ROOT, "uploads").iterdir())


def test_an_import_can_choose_its_plan(archive: bytes, send, control_client: Client) -> None:
    Plan.objects.create(code="roomy", name="Roomy")
    send(IMPORT_PATH, upload(archive))
    confirm = f"{IMPORT_PATH}{newest().public_id}/"
    assert "Roomy" in page(control_client, confirm)
    assert "Select a valid choice" in send(confirm, {"slug": "gamma", "plan": "none"}).text
    send(confirm, {"slug": "gamma", "plan": "roomy"})
    assert Store.objects.get(slug="gamma").plan.code == "roomy"


def test_an_archive_on_the_server_is_imported_and_stays_there(
    store: Store, archive: bytes, send, control_client: Client, settings
) -> None:
    folder = Path(settings.ARCHIVES_ROOT)
    folder.mkdir()
    (folder / "large.zip").write_bytes(archive)
    assert "large.zip" in page(control_client, IMPORT_PATH)

    send(IMPORT_PATH, {"on_server": "large.zip"})
    send(f"{IMPORT_PATH}{newest().public_id}/", {"slug": "gamma-goods"})

    assert Store.objects.get(slug="gamma-goods").name == "Alpha"
    assert (folder / "large.zip").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose one archive"),
        ({"on_server": "../../etc/passwd"}, "not one of the available choices"),
        (upload(b"hello, I am no archive", "notes.txt"), "notes.txt is no archive of a store"),
        (upload(b"PK"), "no archive of a store"),
        (upload(b""), "empty"),
    ],
)
def test_what_is_no_archive_is_refused_at_once_and_not_kept(
    db: None, send, settings, data: dict[str, Any], words: str
) -> None:
    answer = send(IMPORT_PATH, data)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Job.objects.exists()
    assert not list(Path(settings.PRIVATE_ROOT).rglob("uploads/*"))


def damaged(archive: bytes) -> bytes:
    middle = len(archive) // 2
    return archive[:middle] + b"\0" * 64 + archive[middle + 64 :]


def other_zip(_archive: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("holiday.txt", "x")
    return data.getvalue()


@pytest.mark.parametrize(
    "spoil", [damaged, other_zip, lambda archive: archive[: len(archive) // 2]]
)
def test_an_archive_that_is_not_whole_fails_its_check_and_cannot_be_confirmed(
    store: Store, archive: bytes, send, control_client: Client, spoil
) -> None:
    before = Store.objects.count()
    answer = send(IMPORT_PATH, upload(spoil(archive)))
    job = newest()
    assert job.state == Job.State.FAILED
    assert "archive" in job.message.lower()
    assert job.message in page(control_client, answer.url).replace("&#x27;", "'")
    assert control_client.get(f"{IMPORT_PATH}{job.public_id}/").status_code == 404
    assert Store.objects.count() == before
    assert not list(Path(django_settings.PRIVATE_ROOT).rglob("*.zip"))


@pytest.mark.parametrize(
    ("slug", "words"), [("", "required"), ("Bad Slug", "small letters"), ("alpha", "taken"),
                        ("admin", "reserved")]
)  # fmt: skip
def test_a_bad_slug_is_refused_before_anything_begins(
    store: Store, archive: bytes, send, slug: str, words: str
) -> None:
    send(IMPORT_PATH, upload(archive))
    answer = send(f"{IMPORT_PATH}{newest().public_id}/", {"slug": slug})
    assert words in answer.content.decode()
    assert not Job.objects.filter(kind=IMPORT).exists()


def test_a_slug_that_somebody_takes_meanwhile_leaves_no_half_of_a_store(
    store: Store, archive: bytes, send
) -> None:
    send(IMPORT_PATH, upload(archive))
    checked = newest()
    job = begin_job(
        kind=IMPORT, title="x", arguments={"checked": str(checked.public_id), "slug": "alpha"}
    )
    run_job(public_id=str(job.public_id))
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "taken" in job.message


def test_only_operators_may_send_something_large_and_nobody_something_huge(
    store: Store, store_client, as_member, settings, monkeypatch, control_client: Client
) -> None:
    def ask(client: Client, size: int) -> int:
        return client.generic(
            "POST", IMPORT_PATH, b"", content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(size),
        ).status_code  # fmt: skip

    large, huge = settings.LARGEST_UPLOAD + 1, settings.LARGEST_ARCHIVE + 1
    assert ask(control_client, huge) == 413
    assert ask(store_client(store, as_member(store, Role.OWNER)), large) == 413
    monkeypatch.setattr(
        "django.http.request.HttpRequest.read", lambda *args: pytest.fail("was read")
    )
    assert ask(client_on(settings.CONTROL_HOST), large) == 302


def test_an_upload_without_the_forms_token_is_refused(operator, archive: bytes) -> None:
    client = client_on(django_settings.CONTROL_HOST, operator)
    client.handler.enforce_csrf_checks = True
    assert client.post(IMPORT_PATH, upload(archive)).status_code == 403
    assert not Job.objects.exists()


def test_pictures_of_an_import_that_was_killed_are_removed_and_of_no_store_that_is_there(
    store: Store, settings
) -> None:
    folders = [Path(settings.MEDIA_ROOT, "stores", str(pk)) for pk in (store.pk, 987_654)]
    for folder in folders:
        (folder / "images").mkdir(parents=True, exist_ok=True)
    for pk in (store.pk, 987_654, 0, None):
        remove_half_made_store(Job(kind=IMPORT, result={"store_id": pk}))
    assert [folder.exists() for folder in folders] == [True, False]


# Clone ---------------------------------------------------------------------------------------


def test_a_clone_is_made_under_its_own_name(store: Store, send, control_client: Client) -> None:
    make_product(store, "Mug")
    answer = send(f"{CONTROL}alpha/clone/", {"slug": "alpha-2", "name": "Alpha Two"})
    clone = Store.objects.get(slug="alpha-2")
    assert clone.name == "Alpha Two"
    assert "/admin/control/stores/alpha-2/" in page(control_client, answer.url)
    assert newest().result["store"] == "alpha-2"


# Erase ---------------------------------------------------------------------------------------


def test_erasing_asks_for_the_slug_says_what_goes_and_leaves_nothing(
    store: Store, other_store: Store, send, control_client: Client
) -> None:
    make_product(store, "Mug", image=True)
    set_status(store, Store.Status.DISABLED)
    path = f"{CONTROL}alpha/erase/"
    asked = page(control_client, path)
    assert "Products" in asked
    assert "is removed for good" in asked

    refused = send(path, {"slug": "beta"})
    assert "This is not the store’s slug" in refused.content.decode()
    assert Store.objects.filter(slug="alpha").exists()

    before = rows_of(other_store.pk)
    done = send(path, {"slug": "alpha"})

    assert rows_of(store.pk) == {}
    assert rows_of(other_store.pk) == before
    shown = page(control_client, done.url)
    assert "catalog_product" in shown
    gone = control_client.get(f"{CONTROL}alpha/")
    assert gone.status_code == 410
    assert "was erased on" in gone.content.decode()
    assert control_client.get(f"{CONTROL}never-was/").status_code == 404


@pytest.mark.parametrize("status", ["active", "suspended", "pending"])
def test_a_store_that_sells_or_may_again_is_not_erased(
    store: Store, send, control_client: Client, status: str
) -> None:
    set_status(store, status)
    answer = send(f"{CONTROL}alpha/erase/", {"slug": "alpha"})
    assert answer.url == f"{CONTROL}alpha/"
    assert "Close or disable it before" in page(control_client, answer.url)
    assert not Job.objects.exists()


def test_a_store_that_opened_again_meanwhile_is_not_erased(store: Store) -> None:
    job = begin_job(kind=ERASE, title="x", arguments={"store": "alpha", "store_id": store.pk})
    run_job(public_id=str(job.public_id))
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "Only a store that is closing or disabled is erased" in job.message
    assert Store.objects.filter(slug="alpha").exists()


def test_a_store_that_opens_again_while_the_erasure_waits_for_it_is_not_erased(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_status(store, "closing")

    def found_and_then_opened(slug: str) -> Store:
        found = Store.objects.get(slug=slug)
        set_status(store, "active")
        return found

    monkeypatch.setattr(portability, "store_named", found_and_then_opened)
    job = begin_job(kind=ERASE, title="x", arguments={"store": "alpha", "store_id": store.pk})
    run_job(public_id=str(job.public_id))
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.FAILED, "Alpha is active and is not erased.")
    assert Store.objects.filter(slug="alpha").exists()


def test_an_erasure_that_is_canceled_half_way_leaves_everything(store: Store) -> None:
    from stores.jobs.kinds import JobCanceled
    from stores.services.erase_store import erase_store

    make_product(store, "Mug")
    with platform_scope():
        before = rows_of(store.pk)

        def cancel(done: int, total: int) -> None:
            if done > total // 2:
                raise JobCanceled

        with pytest.raises(JobCanceled):
            erase_store(store=store, progress=cancel)
    assert rows_of(store.pk) == before
