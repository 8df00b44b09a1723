"""``bin/test``: everything that must hold, or the tests that were asked for, or the fuzzing."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .audit import audit_command
from .chromium import HOW_TO_GET_IT, find_chromium
from .console import say
from .database import database
from .environment import Environment
from .errors import LaunchError
from .services import Command, run_to_end

FUZZ = "--fuzz"
# These say how many processes there are, or need the terminal.
_SINGLE_PROCESS = ("-n", "--numprocesses", "--dist", "-s", "--capture=no", "--pdb", "--trace")


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    command: Command


def test(environment: Environment, arguments: Sequence[str]) -> int:
    """Run all checks, or pytest alone if it has arguments, or with ``--fuzz`` (and its arguments)
    the fuzzing alone; returns the exit code.

    The database is one of its own in ``<DATA_DIR>/test``, which the demo's is safe from.
    """
    chromium = find_chromium(os.environ)
    if chromium is None and os.environ.get("CI") == "true":
        raise LaunchError(f"CI needs Chromium for the browser tests: {HOW_TO_GET_IT}.")
    environment = environment.with_data_dir(environment.data_dir / "test")
    variables = environment.variables()
    if chromium is not None:
        variables["CHROMIUM"] = chromium
    left_out = []
    if chromium is None and FUZZ not in arguments:
        left_out.append(f"the browser tests, for want of Chromium. To have them: {HOW_TO_GET_IT}")
    checks = [tests_of(arguments, has_browser=chromium is not None)]
    if not arguments:
        audit = audit_command(os.environ)
        if isinstance(audit, str):
            left_out.append(f"pip-audit, since {audit}")
        else:
            checks.insert(0, Check("pip-audit", audit))
        checks = [*static_checks(environment.root), *checks]
    with database(environment, durable=False):
        failed = [check.name for check in checks if not _passes(check, environment.root, variables)]
    _summarise([check.name for check in checks], failed, left_out)
    return 1 if failed else 0


def tests_of(arguments: Sequence[str], *, has_browser: bool) -> Check:
    if arguments and arguments[0] == FUZZ:
        return Check("fuzzing", [sys.executable, "-m", "tests.fuzz", *arguments[1:]])
    return Check("pytest", pytest_command(arguments, has_browser=has_browser))


def static_checks(root: Path) -> list[Check]:
    """What holds without a test, in the order in which it is run."""
    programs = Path(sys.executable).parent
    ruff = programs / "ruff"
    brief = ["--quiet", "--output-format=concise"]
    python = sys.executable
    manage = [python, "manage.py"]
    templates = sorted(str(path.relative_to(root)) for path in _templates(root))
    checks = [
        Check("ruff check", [ruff, "check", *brief, "."]),
        Check("ruff format", [ruff, "format", "--check", *brief, "."]),
        Check("djade", [programs / "djade", "--target-version", "5.2", "--check", *templates]),
        Check("mypy", [python, "-m", "mypy", "--no-error-summary"]),
        Check("import-linter", [python, programs / "lint-imports"]),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("system checks", [*manage, "check", "--fail-level", "WARNING"]),
    ]
    return checks if templates else [check for check in checks if check.name != "djade"]


def _templates(root: Path) -> Iterator[Path]:
    """The project's own templates, not those of ``.venv`` and ``var``."""
    for folder in root.iterdir():
        if folder.name == "templates" or (folder / "__init__.py").exists():
            yield from (path for path in folder.rglob("*.html") if "templates" in path.parts)


def pytest_command(arguments: Sequence[str], *, has_browser: bool) -> list[str | Path]:
    """pytest on all cores, or in one process for a single file or test and where it has to be."""
    command: list[str | Path] = [sys.executable, "-m", "pytest"]
    paths = [
        each for each in arguments if not each.startswith("-") and ("/" in each or ".py" in each)
    ]
    is_one_file = len(paths) == 1 and ".py" in paths[0]
    if not is_one_file and not any(each.startswith(_SINGLE_PROCESS) for each in arguments):
        command += ["-n", str(os.cpu_count() or 1)]
    if not has_browser and "-m" not in arguments:
        command += ["-m", "not browser"]
    return [*command, *arguments]


def _passes(check: Check, root: Path, variables: dict[str, str]) -> bool:
    say(f"• {check.name}")
    begin = time.monotonic()
    code = run_to_end(check.command, directory=root, variables=variables)
    if code == 0:
        say(f"  passed in {time.monotonic() - begin:.1f} s")
    else:
        say(f"  FAILED: {check.name} (exit code {code})")
    return code == 0


def _summarise(names: list[str], failed: list[str], left_out: list[str]) -> None:
    say("")
    for each in left_out:
        say(f"Left out: {each}.")
    if failed:
        say(f"Failed: {', '.join(failed)} ({len(failed)} of {len(names)}).")
    else:
        say(f"Passed: {', '.join(names)}.")
