"""The embedded PostgreSQL: a real server, started and stopped."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import dj_database_url
import psutil
import psycopg
import pytest

from stores.database.embedded import EmbeddedPostgres, EmbeddedPostgresError
from stores.database.embedded.cluster import running_server

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder with a space in its name and a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="galleria test ", dir="/tmp") as folder:
        yield Path(folder) / "var"


@pytest.fixture
def server(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(data_dir, durable=False)
    yield server
    server.stop()


def in_another_process(data_dir: Path, code: str) -> subprocess.Popen[str]:
    """Run code there with ``server`` for the same folder."""
    setup = "import sys; from pathlib import Path\n"
    setup += "from stores.database.embedded import EmbeddedPostgres\n"
    setup += "server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)\n"
    return subprocess.Popen(
        [sys.executable, "-c", setup + code, str(data_dir)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_starts_answers_and_stops(server: EmbeddedPostgres) -> None:
    assert not server.is_running()

    assert server.start() is True
    assert server.start() is False

    with psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT current_user, current_database(), rolsuper, rolbypassrls, rolcreaterole,"
            " rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == ("galleria", "galleria", False, False, False, True)
    assert server.stop() is True
    assert not server.is_running()
    assert server.stop() is False


def test_the_url_is_understood_by_the_settings_of_django(server: EmbeddedPostgres) -> None:
    settings = dj_database_url.parse(server.url)

    assert settings["NAME"] == settings["USER"] == "galleria"
    assert settings["OPTIONS"] == {"host": str(server.socket_dir)}
    assert " " in str(server.socket_dir)


def test_nobody_else_gets_in(server: EmbeddedPostgres) -> None:
    server.start()

    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
    with pytest.raises(psycopg.OperationalError, match="pg_hba"):
        psycopg.connect(server.url.replace("//galleria@", "//postgres@"))
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_data_survives_a_killed_server_whose_process_number_was_taken(
    server: EmbeddedPostgres,
) -> None:
    server.durable = True
    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    found = running_server(server.cluster)
    assert found is not None
    os.kill(found[0], signal.SIGKILL)
    psutil.Process(found[0]).wait(10)
    for lock in (server.cluster / "postmaster.pid", server.socket_dir / ".s.PGSQL.5432.lock"):
        lines = lock.read_text().splitlines(keepends=True)
        lock.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))

    assert server.start() is True

    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


def test_a_creation_that_was_interrupted_is_repeated(server: EmbeddedPostgres) -> None:
    remains = server.data_dir / "postgres.new"
    remains.mkdir(parents=True)
    (remains / "PG_VERSION").write_text("18\n")

    server.start()

    assert server.is_running()
    assert not remains.exists()


def test_a_dropped_database_is_created_again(server: EmbeddedPostgres) -> None:
    server.start()
    with psycopg.connect(
        server.url.replace("/galleria?", "/postgres?"), autocommit=True
    ) as connection:
        connection.execute("DROP DATABASE galleria")
    server.stop()

    server.start()

    psycopg.connect(server.url).close()


def test_two_processes_start_it_at_once_and_the_last_one_stops_it(
    server: EmbeddedPostgres, data_dir: Path
) -> None:
    code = "import time; print(server.start()); time.sleep(0.5); print(server.stop())"
    others = [in_another_process(data_dir, code) for _ in range(2)]

    server.start()
    answers = [process.communicate(timeout=60)[0].split() for process in others]

    assert sorted(answer[0] for answer in answers).count("True") <= 1
    assert [answer[1] for answer in answers] == ["False", "False"]
    assert server.is_running()
    assert server.stop() is True


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("deep, " + "x" * 100) / "var", durable=False)
    try:
        server.start()

        assert server.socket_dir.name.startswith("galleria-")
        assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
        psycopg.connect(server.url).close()
    finally:
        server.stop()
    assert not server.socket_dir.exists()


def test_a_socket_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("x" * 100), durable=False)
    server.socket_dir.mkdir(mode=0o755)
    try:
        with pytest.raises(EmbeddedPostgresError, match="mode 0700"):
            server.start()
    finally:
        server.socket_dir.rmdir()


def test_foreign_files_are_left_alone(server: EmbeddedPostgres) -> None:
    server.cluster.mkdir(parents=True)
    (server.cluster / "letter.txt").write_text("mine")
    if os.geteuid() == 0:
        os.chown(server.cluster, 65534, 65534)

    with pytest.raises(EmbeddedPostgresError, match="move it away"):
        server.start()

    assert (server.cluster / "letter.txt").read_text() == "mine"
