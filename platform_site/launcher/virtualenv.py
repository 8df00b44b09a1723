"""Make the project's ``.venv``, install pinned requirements into it once, and continue in it.

Run by the system's Python, with the standard library alone:
``python -m platform_site.launcher.virtualenv REQUIREMENTS COMMAND [ARGUMENTS]``.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from .console import Counter, say, step
from .errors import LaunchError, Stopped
from .services import Command, end_processes, run_to_end, stop_on_signals

ROOT = Path(__file__).resolve().parents[2]
_INCLUDE = re.compile(r"^-r\s+(\S+)", re.MULTILINE)
_PINNED = re.compile(r"^[\w.-]+(?:\[[\w,]+\])?==", re.MULTILINE)
_HANDLED = re.compile(
    r"(?:Collecting |Processing \S*/|Requirement already satisfied: )([\w.-]+?)(?:-\d|[^\w.-]|$)"
)


def with_included(requirements: Path) -> list[Path]:
    """The requirements file and those that it includes with ``-r``."""
    files = [requirements]
    for name in _INCLUDE.findall(requirements.read_text()):
        files += with_included((requirements.parent / name).resolve())
    return files


def fingerprint(requirements: Path) -> str:
    """Changes with any requirement."""
    contents = [file.read_bytes() for file in with_included(requirements)]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


class ProjectEnvironment:
    """A virtual environment with a note of the requirements that are completely installed.

    Without the note, as after a set-up that was interrupted, its content is not trusted:
    it is made anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self._note = folder / "installed.json"

    def ensure(self, requirements: Path) -> None:
        """Make and fill the environment, unless these requirements are installed in it."""
        if self._has(requirements):
            return
        with self._locked():
            if self._has(requirements):
                return
            installed = self._installed()
            try:
                if not installed:
                    self._create()
                self._install(requirements)
                for file in with_included(requirements):
                    installed[str(file)] = fingerprint(file)
                self._note.write_text(json.dumps(installed, indent=1))
            except OSError as error:
                raise LaunchError(
                    f"{self.folder} cannot be written ({error}): make its folder writable for you."
                ) from error

    def _has(self, requirements: Path) -> bool:
        return self._installed().get(str(requirements)) == fingerprint(requirements)

    def _installed(self) -> dict[str, str]:
        """Fingerprint by requirements file; empty if there is none, or it is broken or moved."""
        try:
            noted = json.loads(self._note.read_text())
        except (OSError, ValueError):
            return {}
        if not all(Path(file).is_relative_to(self.folder.parent) for file in noted):
            return {}
        return noted if self._python_runs() else {}

    def _python_runs(self) -> bool:
        """False if the Python that it was made from is gone, or has become another version."""
        check = "import pip, sys; sys.exit(sys.prefix == sys.base_prefix)"
        try:
            result = subprocess.run(  # noqa: S603 - Python
                [self.python, "-c", check], capture_output=True, check=False
            )
        except OSError:
            return False
        return result.returncode == 0

    def _create(self) -> None:
        version = ".".join(str(part) for part in sys.version_info[:3])
        with step(f"Making {self.folder.name} with Python {version}"):
            venv.create(self.folder, clear=True, symlinks=True)
            command: Command = [self.python, "-Im", "ensurepip", "--upgrade", "--default-pip"]
            if run_to_end(command, directory=ROOT, variables=os.environ, quiet=True) != 0:
                raise LaunchError(
                    f"Python {version} could not install pip into {self.folder}: "
                    "see that its modules venv and ensurepip are complete."
                )

    def _install(self, requirements: Path) -> None:
        # Removed first: an interrupted installation must not look like a complete one.
        self._note.unlink(missing_ok=True)
        options = ["--disable-pip-version-check", "--no-input", "--progress-bar=off"]
        with step(f"Installing the packages of {os.path.relpath(requirements, ROOT)}"):
            process = subprocess.Popen(  # noqa: S603 - pip
                [self.python, "-m", "pip", "install", *options, "-r", requirements],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            try:
                assert process.stdout is not None
                errors = _follow_pip(process.stdout, requirements)
                process.wait()
            finally:
                end_processes([process])
        if process.returncode != 0:
            say("\n".join(errors))
            raise LaunchError(
                "Installing the packages failed, see above: check the network, then run it again."
            )

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One set-up at a time; the project's folder itself is the lock."""
        descriptor = os.open(self.folder.parent, os.O_RDONLY)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("• Waiting for another set-up of .venv to finish")
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _follow_pip(output: Iterator[str], requirements: Path) -> list[str]:
    """Count the packages that pip handles, and return the lines that explain a failure."""
    total = sum(len(_PINNED.findall(file.read_text())) for file in with_included(requirements))
    counter = Counter("packages", total)
    seen: set[str] = set()
    lines = []
    for line in output:
        lines.append(line.rstrip())
        if (match := _HANDLED.match(line)) and match[1] not in seen:
            seen.add(match[1])
            counter.tick()
        elif line.startswith("Installing collected packages"):
            counter.close()
            say("  unpacking")
    counter.close()
    return [line for line in lines if line.startswith("ERROR:")] or lines[-5:]


def prepare(environment: ProjectEnvironment, requirements: str) -> int:
    """Make the environment ready; returns an exit code."""
    try:
        environment.ensure((ROOT / requirements).resolve())
    except LaunchError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except Stopped:
        sys.stderr.write("\nStopped.\n")
        return 130
    return 0


def become(python: Path, command: list[str]) -> NoReturn:
    """Go on as the launcher in the environment, with nothing of this process left but its id."""
    os.execv(python, [str(python), "-m", "platform_site.launcher", *command])  # noqa: S606 - Python


def main(requirements: str, *command: str) -> int:
    stop_on_signals()
    environment = ProjectEnvironment(ROOT / ".venv")
    code = prepare(environment, requirements)
    if code == 0:
        become(environment.python, list(command))
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
