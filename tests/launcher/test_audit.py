"""pip-audit as a check: where it asks, what it is told, and when it is left out."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import requests

from platform_site.launcher import audit
from platform_site.launcher.audit import answer, audit_command, read_advisories
from platform_site.launcher.checks import tests_of as check_of
from platform_site.launcher.errors import LaunchError

PROJECT = Path(__file__).parents[2]


def advisory(package: str, *events: dict[str, str], **fields: object) -> dict[str, object]:
    return {
        "id": "PYSEC-2026-1",
        "summary": "Everything is revealed",
        "affected": [
            {
                "package": {"name": package, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
                **fields,
            }
        ],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [
        advisory("Some_Package", {"introduced": "1.2"}, {"fixed": "1.10"}, {"introduced": "2.0"}),
        advisory("listed", versions=["3.0"]),
        advisory("last", {"introduced": "0"}, {"last_affected": "4.0"}),
        {"id": "OTHER", "affected": [{"package": {"name": "left-pad", "ecosystem": "npm"}}]},
    ]
    for n, row in enumerate(rows):
        (tmp_path / f"{n}.json").write_text(json.dumps(row))
    return tmp_path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []

    def get(address: str, **_options: object) -> None:
        asked.append(address)
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "get", get)
    return asked


@pytest.mark.parametrize(
    ("package", "version", "is_found"),
    [
        ("some-package", "1.1", False),
        ("some-package", "1.2", True),
        ("Some.Package", "1.9", True),
        ("some-package", "1.10", False),
        ("some-package", "2.5", True),
        ("listed", "3.0", True),
        ("listed", "3.1", False),
        ("last", "0.0.1", True),
        ("last", "4.0", True),
        ("last", "4.0.1", False),
        ("left-pad", "1.0", False),
        ("unknown", "1.0", False),
    ],
)
def test_a_version_is_looked_up_in_the_copy(
    folder: Path, package: str, version: str, is_found: bool
) -> None:
    assert bool(answer(read_advisories(folder), package, version)) is is_found


def test_an_archive_is_read_like_a_folder(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for file in folder.glob("*.json"):
            archive.write(file, file.name)

    assert read_advisories(tmp_path / "all.zip") == read_advisories(folder)


def test_without_advisories_the_copy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match="no advisory"):
        read_advisories(tmp_path)


def run(folder: Path, requirement: str) -> subprocess.CompletedProcess[str]:
    """pip-audit itself, asking this machine alone."""
    (folder / "requirements.txt").write_text(f"{requirement}\n")
    return subprocess.run(
        [
            *(sys.executable, "-m", "platform_site.launcher.audit", str(folder)),
            *("-r", str(folder / "requirements.txt"), "--no-deps", "--disable-pip"),
            *("--progress-spinner", "off", "--cache-dir", str(folder / "cache")),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_vulnerable_version_fails_and_is_named(folder: Path) -> None:
    result = run(folder, "some-package==1.9")

    assert result.returncode == 1
    assert "PYSEC-2026-1" in result.stdout
    assert "1.10" in result.stdout


def test_a_version_without_advisory_passes(folder: Path) -> None:
    result = run(folder, "some-package==1.10")

    assert result.returncode == 0, result.stderr
    assert "No known vulnerabilities found" in result.stderr


def test_on_a_developers_machine_no_host_is_asked(no_network: list[str]) -> None:
    for variables in ({}, {"CI": "true", "AUDIT": "0"}, {"ADVISORY_DB": ""}):
        reason = audit_command(variables)
        assert isinstance(reason, str)
        assert "AUDIT=1" in reason
    assert no_network == []


@pytest.mark.parametrize("variables", [{"AUDIT": "1"}, {"CI": "true"}])
def test_an_index_that_does_not_answer_leaves_it_out_with_a_reason(
    variables: dict[str, str], no_network: list[str]
) -> None:
    reason = audit_command(variables)

    assert no_network == [audit.INDEX]
    assert isinstance(reason, str)
    assert "the package index does not answer: ConnectionError" in reason


def test_an_index_that_answers_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "unreachable", lambda address: None)

    command = [str(part) for part in audit_command({"AUDIT": "1"})]

    assert command[1:3] == ["-m", "pip_audit"]
    assert "tests/requirements.txt" in command


def test_a_copy_that_is_not_there_ends_in_one_line_with_its_name() -> None:
    with pytest.raises(LaunchError, match="ADVISORY_DB is '/nowhere'"):
        audit_command({"ADVISORY_DB": "/nowhere"})


def test_fuzzing_is_asked_for_by_name() -> None:
    check = check_of(["--fuzz", "--target", "host"], has_browser=False)

    assert check.name == "fuzzing"
    assert check.command[1:] == ["-m", "tests.fuzz", "--target", "host"]
    assert check_of(["tests/fuzz"], has_browser=True).name == "pytest"
