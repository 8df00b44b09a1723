"""The two commands' early checks: one clear line that says what to do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from platform_site.launcher.checks import pytest_command, static_checks
from platform_site.launcher.database import check_database
from platform_site.launcher.environment import Environment
from platform_site.launcher.errors import LaunchError
from platform_site.launcher.port import check_port
from platform_site.launcher.prepare import static_fingerprint
from platform_site.launcher.services import Service, Services
from platform_site.launcher.virtualenv import ProjectEnvironment, fingerprint
from stores.database.embedded import EmbeddedPostgres

PROJECT = Path(__file__).parents[2]


def launch(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "platform_site.launcher", *arguments],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": "", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_the_environment_has_defaults_and_empty_counts_as_unset(tmp_path: Path) -> None:
    environment = Environment.read({"PORT": "", "DATABASE_URL": ""}, tmp_path)

    assert environment.port == 8000
    assert environment.data_dir == tmp_path / "var"
    assert environment.platform_domain == "localhost"
    assert environment.database_url is None


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PORT", "eighty", "must be a number from 1 to 65535"),
        ("PORT", "70000", "must be a number from 1 to 65535"),
        ("DATA_DIR", "/dev/null/data", "cannot be created"),
        ("PLATFORM_DOMAIN", "http://localhost:8000", "without scheme and port"),
        ("DATABASE_URL", "mysql://root@localhost/shop", "must name a PostgreSQL database"),
        ("DATABASE_URL", "postgresql://user:sec#ret@host:port/db", "percent-encoded"),
    ],
)
def test_a_wrong_variable_ends_in_one_line_with_its_name(
    tmp_path: Path, variable: str, value: str, said: str
) -> None:
    result = launch("run", **{"DATA_DIR": str(tmp_path), variable: value})

    assert result.returncode == 2
    lines = result.stderr.split("\n")
    assert lines[0] == lines[2] == ""
    assert variable in lines[1]
    assert said in lines[1]
    assert "sec#ret" not in lines[1]


def test_a_port_in_use_is_named_with_one_that_is_free(tmp_path: Path, taken_port: int) -> None:
    result = launch("run", PORT=str(taken_port), DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert f"Port {taken_port} is in use" in result.stderr
    assert "Traceback" not in result.stderr
    suggested = int(result.stderr.split("PORT=")[1].split()[0])
    check_port(suggested)


def test_a_database_that_does_not_answer() -> None:
    with socket.socket() as bound_but_deaf:
        bound_but_deaf.bind(("127.0.0.1", 0))
        port = bound_but_deaf.getsockname()[1]

        with pytest.raises(LaunchError, match="cannot be reached") as caught:
            check_database(f"postgresql://galleria:secret@127.0.0.1:{port}/galleria")

    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_role_that_row_level_security_does_not_bind_is_refused() -> None:
    with tempfile.TemporaryDirectory(prefix="galleria-test-", dir="/tmp") as folder:
        server = EmbeddedPostgres(Path(folder), durable=False)
        try:
            server.start()
            check_database(server.url)
            _let_the_superuser_in(server)

            with pytest.raises(LaunchError, match="'postgres' of DATABASE_URL is a superuser"):
                check_database(server.url.replace("//galleria@", "//postgres@"))
        finally:
            server.stop()


def _let_the_superuser_in(server: EmbeddedPostgres) -> None:
    """Until the next start, which writes the file anew."""
    with (server.cluster / "pg_hba.conf").open("a") as file:
        file.write("local all postgres trust\n")
    pid = int((server.cluster / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGHUP)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            psycopg.connect(server.url.replace("//galleria@", "//postgres@")).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return


def test_a_service_that_died_is_started_again_and_one_that_must_not_die_ends_all(
    tmp_path: Path,
) -> None:
    reports: list[str] = []
    services = Services(tmp_path, os.environ, report=reports.append)
    python = [sys.executable, "-c"]
    try:
        services.start(Service("worker", [*python, "raise SystemExit(3)"], restart=True))
        worker = services.services[0]
        while not reports:
            services.watch()
        worker.start_again_at = 0
        services.watch()
        assert reports == ["The worker ended (exit code 3); starting it again in 1 s."]
        assert worker.process is not None

        services.start(Service("web server", [*python, "pass"]))
        web = services.services[1].process
        assert web is not None
        web.wait()
        with pytest.raises(LaunchError, match="web server ended \\(exit code 0\\)"):
            services.watch()
    finally:
        services.stop()
    assert worker.process is None or worker.process.returncode is not None


def test_stopping_ends_what_ignores_the_request_and_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_site.launcher.services._STOP_SECONDS", 0.5)
    code = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open('child', 'w').write(str(child.pid)); time.sleep(60)"
    )
    services = Services(tmp_path, os.environ)
    services.start(Service("stubborn", [sys.executable, "-c", code]))
    process = services.services[0].process
    assert process is not None
    note = tmp_path / "child"
    while not (note.exists() and note.read_text()):
        time.sleep(0.02)

    services.stop()

    assert process.returncode == -signal.SIGKILL
    assert _has_ended(int(note.read_text()))


def _has_ended(pid: int) -> bool:
    """Ended, or ended and waiting for its new parent to take note."""
    import psutil

    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def test_static_files_are_collected_again_when_one_changed(tmp_path: Path) -> None:
    style = tmp_path / "stores" / "static" / "shop.css"
    style.parent.mkdir(parents=True)
    (tmp_path / "platform_site").mkdir()
    for name in ("requirements.txt", "platform_site/settings.py", "stores/__init__.py"):
        (tmp_path / name).touch()
    style.write_text("a {}")
    before = static_fingerprint(tmp_path)
    assert static_fingerprint(tmp_path) == before

    style.write_text("b {}")

    assert static_fingerprint(tmp_path) != before


def test_requirements_are_installed_again_when_an_included_file_changed(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("wagtail==8.0\n")
    extended = tmp_path / "tests" / "requirements.txt"
    extended.parent.mkdir()
    extended.write_text("-r ../requirements.txt\n")
    before = fingerprint(extended)

    (tmp_path / "requirements.txt").write_text("wagtail==8.0.1\n")

    assert fingerprint(extended) != before


def test_a_half_made_environment_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "my project" / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    requirements = folder.parent / "requirements.txt"
    requirements.write_text("# none\n")
    environment = ProjectEnvironment(folder)

    environment.ensure(requirements)

    assert subprocess.run([environment.python, "-c", "import pip"], check=False).returncode == 0
    made = environment.python.stat().st_ino, (folder / "installed.json").stat().st_mtime_ns
    environment.ensure(requirements)
    assert made == (
        environment.python.stat().st_ino,
        (folder / "installed.json").stat().st_mtime_ns,
    )


def test_pytest_uses_all_cores_unless_one_file_is_asked_for() -> None:
    assert "-n" in pytest_command([], has_browser=True)
    assert "-n" in pytest_command(["-k", "cart"], has_browser=True)
    one_file = ["tests/launcher/test_launcher.py", "-k", "cores"]
    assert "-n" not in pytest_command(one_file, has_browser=True)
    assert "-n" not in pytest_command(["--pdb"], has_browser=True)
    assert "not browser" in pytest_command([], has_browser=False)


def test_all_checks_are_there() -> None:
    names = [check.name for check in static_checks(PROJECT)]

    assert names[0] == "ruff check"
    assert {"ruff format", "mypy", "import-linter", "migrations", "system checks"} <= set(names)
